using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Store.Remote;

namespace FlowerModel.Pipeline.Tests.Store.Remote;

public sealed class RemoteCacheSettingsTests
{
    [Theory]
    [InlineData("https://cache.example.org", "https://cache.example.org/")]
    [InlineData("https://cache.example.org:8443/team/a/", "https://cache.example.org:8443/team/a/")]
    [InlineData("http://localhost:8080", "http://localhost:8080/")]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080/")]
    [InlineData("http://[::1]:8080", "http://[::1]:8080/")]
    public void A_URL_is_a_folder(string url, string expected) => Assert.Equal(expected, Parse(url)!.Url.ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void There_is_no_cache_by_default(string? url) => Assert.Null(Parse(url));

    [Theory]
    [InlineData("cache.example.org")]
    [InlineData("/srv/cache")]
    [InlineData("ftp://cache.example.org/")]
    [InlineData("file:///srv/cache")]
    [InlineData("http://cache.example.org/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://localhost.example.org/")]
    [InlineData("https://user:hidden@cache.example.org/")]
    [InlineData("https://cache.example.org/?sig=hidden")]
    [InlineData("https://cache.example.org/#hidden")]
    public void Other_URLs_are_refused_without_repeating_them(string url)
    {
        var error = Assert.Throws<PipelineException>(() => Parse(url)).Diagnostic;
        Assert.Equal((Codes.InvalidRemoteCache, "garden.csproj"), (error.Code, error.File));
        Assert.DoesNotContain(url, error.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_http_can_be_allowed() =>
        Assert.Equal("http", RemoteCacheSettings.Parse("http://10.0.0.1/", write: false, allowHttp: true, null, null)!.Url.Scheme);

    [Theory]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("ümlaut")]
    public void A_token_that_no_header_can_carry_is_refused_without_repeating_it(string token)
    {
        var error = Assert.Throws<PipelineException>(() => RemoteCacheSettings.Parse("https://cache.example.org", false, false, token, null)).Diagnostic;
        Assert.Equal(Codes.InvalidRemoteCache, error.Code);
        Assert.DoesNotContain(token, error.Text, StringComparison.Ordinal);
    }

    private static RemoteCacheSettings? Parse(string? url) => RemoteCacheSettings.Parse(url, write: false, allowHttp: false, null, "garden.csproj");
}
