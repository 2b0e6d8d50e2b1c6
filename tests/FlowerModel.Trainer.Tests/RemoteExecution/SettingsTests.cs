using FlowerModel.Trainer.RemoteExecution.Connection;

namespace FlowerModel.Trainer.Tests.RemoteExecution;

/// <summary>Where commands may be sent, and with what.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("grpcs://build.example.org", "https://build.example.org/")]
    [InlineData("grpcs://build.example.org:8980/", "https://build.example.org:8980/")]
    [InlineData("grpc://localhost:8980", "http://localhost:8980/")]
    [InlineData("grpc://127.0.0.1:8980", "http://127.0.0.1:8980/")]
    [InlineData("grpc://[::1]:8980", "http://[::1]:8980/")]
    public void Encrypted_and_local_addresses_are_accepted(string url, string address) =>
        Assert.Equal(address, RemoteExecutionSettings.Parse(url, allowPlain: false, null).Address.AbsoluteUri);

    [Theory]
    [InlineData("", "form grpcs://HOST:PORT")]
    [InlineData("build.example.org:8980", "form grpcs://HOST:PORT")]
    [InlineData("https://build.example.org", "form grpcs://HOST:PORT")]
    [InlineData("grpcs://secret@build.example.org", "credentials")]
    [InlineData("grpcs://build.example.org?key=secret", "query")]
    [InlineData("grpcs://build.example.org/secret", "path")]
    [InlineData("grpc://build.example.org", "without encryption")]
    public void Other_addresses_are_refused_without_repeating_them(string url, string message)
    {
        var error = Assert.Throws<RemoteExecutionException>(() => RemoteExecutionSettings.Parse(url, allowPlain: false, null));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_connections_can_be_allowed() =>
        Assert.Equal("http://build.example.org/", RemoteExecutionSettings.Parse("grpc://build.example.org", allowPlain: true, null).Address.AbsoluteUri);

    [Fact]
    public void A_token_that_cannot_be_a_header_is_refused_without_repeating_it()
    {
        var error = Assert.Throws<RemoteExecutionException>(() => RemoteExecutionSettings.Parse("grpcs://host", allowPlain: false, "secret\r\nx"));
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_token_is_not_in_the_text_of_the_settings() =>
        Assert.DoesNotContain("secret", RemoteExecutionSettings.Parse("grpcs://host", allowPlain: false, "secret").ToString(), StringComparison.Ordinal);
}
