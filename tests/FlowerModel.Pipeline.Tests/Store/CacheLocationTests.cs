using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Tests.Store;

public sealed class CacheLocationTests
{
    [Theory]
    [InlineData(null, "/home/me/.cache")]
    [InlineData("", "/home/me/.cache")]
    [InlineData("caches", "/home/me/.cache")]
    [InlineData("./caches", "/home/me/.cache")]
    [InlineData("~other/caches", "/home/me/.cache")]
    [InlineData("~", "/home/me")]
    [InlineData("~/caches", "/home/me/caches")]
    [InlineData("/var/caches", "/var/caches")]
    public void A_relative_cache_folder_is_ignored_and_a_tilde_is_the_home_folder(string? value, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has another cache folder");
        Assert.Equal(expected, CacheLocation.XdgCacheHome(value, "/home/me"));
    }
}
