using FlowerModel.Testing;
using FlowerModel.Testing.RemoteExecution;
using FlowerModel.Trainer.RemoteExecution.Connection;

namespace FlowerModel.Trainer.Tests.RemoteExecution;

/// <summary>Encrypted connections: only servers with a trusted certificate receive anything.</summary>
public sealed class EncryptionTests : IDisposable
{
    private readonly Shell shell = new();
    private readonly LoopbackCertificate certificate = new();
    private readonly ReapiServer server;

    public EncryptionTests() =>
        server = ReapiServer.Start(new { token = "canary-52c1", tls = new[] { certificate.KeyPem, certificate.Pem } });

    public void Dispose()
    {
        server.Dispose();
        certificate.Dispose();
        shell.Dispose();
    }

    [Fact]
    public async Task A_command_runs_over_an_encrypted_connection()
    {
        var settings = Settings() with { TrustedAuthorities = [certificate.Certificate] };
        await Shell.RunAsync(settings, shell.Command("cat in > out", ["out"], Shell.Text("in", "text")));
        Assert.Equal("text", shell.Output("out"));
    }

    [Fact]
    public async Task A_server_with_an_unknown_certificate_receives_nothing() => await RefusesAsync(Settings());

    [Fact]
    public async Task A_server_with_the_certificate_of_another_host_receives_nothing()
    {
        var settings = RemoteExecutionSettings.Parse($"grpcs://localhost:{server.Port}", allowPlain: false, "canary-52c1");
        await RefusesAsync(settings with { TrustedAuthorities = [certificate.Certificate] });
    }

    private RemoteExecutionSettings Settings() => RemoteExecutionSettings.Parse($"grpcs://127.0.0.1:{server.Port}", allowPlain: false, "canary-52c1");

    private async Task RefusesAsync(RemoteExecutionSettings settings)
    {
        var error = await Assert.ThrowsAsync<RemoteExecutionException>(() => Shell.RunAsync(settings, shell.Command("true", [])));
        Assert.Contains("certificate", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }
}
