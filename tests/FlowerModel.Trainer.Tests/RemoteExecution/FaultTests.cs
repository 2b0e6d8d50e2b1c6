using FlowerModel.Testing.RemoteExecution;
using FlowerModel.Trainer.RemoteExecution.Connection;
using Grpc.Core;

namespace FlowerModel.Trainer.Tests.RemoteExecution;

/// <summary>Servers and networks in trouble.</summary>
public sealed class FaultTests : IDisposable
{
    private const string Canary = "canary-7f3d9a";

    private readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData("GetCapabilities")]
    [InlineData("GetActionResult")]
    [InlineData("FindMissingBlobs")]
    [InlineData("BatchUpdateBlobs")]
    [InlineData("Write")]
    [InlineData("Execute")]
    [InlineData("BatchReadBlobs")]
    [InlineData("Read")]
    public async Task A_call_that_fails_twice_is_made_again(string method)
    {
        using var server = ReapiServer.WithFaults(method, "UNAVAILABLE", "UNAVAILABLE");
        await CopyAsync(server);
        Assert.True(server.Count(method) >= 3);
    }

    [Theory]
    [InlineData("Execute", "cut")]
    [InlineData("Execute", "end")]
    [InlineData("Execute", "status 14")]
    [InlineData("Execute", "forget")]
    [InlineData("BatchUpdateBlobs", "refuse-one")]
    [InlineData("Write", "cut")]
    [InlineData("Write", "exists")]
    [InlineData("Read", "cut")]
    public async Task Interrupted_work_goes_on(string method, string fault)
    {
        using var server = ReapiServer.WithFaults(method, fault);
        // The server claims that it has the large input; it is not needed then.
        if (fault == "exists") await RunAsync(server, "wc -c < small > out", needsLarge: false);
        else await CopyAsync(server);

        var offsets = server.Calls.Where(call => (string?)call["event"] == method).Select(call => (long?)call["offset"]).ToList();
        switch (method, fault)
        {
            case ("Execute", "cut" or "end"):
                Assert.Equal((1, 1, 1), (server.Count("Execute"), server.Count("WaitExecution"), server.Count("started")));
                break;
            case ("Execute", "forget"):
                Assert.Equal((2, 1), (server.Count("Execute"), server.Count("WaitExecution")));
                break;
            case ("Write", "cut"):
                Assert.Equal([0, 512 << 10], offsets);
                break;
            case ("Read", "cut"):
                Assert.Equal([0, 1 << 20], offsets);
                break;
        }
    }

    [Fact]
    public async Task An_upload_starts_again_if_the_server_does_not_know_what_it_has()
    {
        using var server = ReapiServer.WithFaults(new Dictionary<string, string[]> { ["Write"] = ["cut"], ["QueryWriteStatus"] = ["unimplemented"] });
        await CopyAsync(server);
        Assert.Equal([0L, 0L], server.Calls.Where(call => (string?)call["event"] == "Write").Select(call => (long)call["offset"]!));
    }

    [Fact]
    public async Task A_blob_that_the_server_lost_is_uploaded_once_more()
    {
        var small = Shell.Text("small", "text").Content.Digest.Hash;
        using var server = ReapiServer.WithFaults("Execute", "lose " + small);
        await CopyAsync(server);
        Assert.Equal(2, server.Count("Execute"));
        Assert.Equal(2, server.Calls.Count(call => call["blobs"]?.AsArray().Any(blob => (string?)blob == small) == true));

        using var forgetful = ReapiServer.WithFaults("Execute", "lose " + small, "lose " + small, "lose " + small);
        var error = await Assert.ThrowsAsync<RemoteExecutionException>(() => CopyAsync(forgetful));
        Assert.Equal((StatusCode.FailedPrecondition, 2), (error.Status, forgetful.Count("Execute")));
    }

    [Theory]
    [InlineData("BatchReadBlobs", "corrupt", "other bytes")]
    [InlineData("Read", "corrupt", "other bytes")]
    [InlineData("Read", "short", "more or fewer bytes")]
    public async Task Wrong_bytes_never_become_a_file(string method, string fault, string message)
    {
        using var server = ReapiServer.WithFaults(method, fault);
        var error = await Assert.ThrowsAsync<RemoteExecutionException>(() => CopyAsync(server));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(shell.Files, file => file.EndsWith(method == "Read" ? "large-copy" : "small-copy", StringComparison.Ordinal));
        Assert.DoesNotContain(shell.Files, file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("digest", "MD5", "SHA-256")]
    [InlineData("execution", false, "does not execute")]
    public async Task A_server_that_cannot_do_it_is_refused(string option, object value, string message)
    {
        using var server = ReapiServer.Start(new Dictionary<string, object> { [option] = value });
        var error = await Assert.ThrowsAsync<RemoteExecutionException>(() => CopyAsync(server));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (server.Calls.Count, server.Count("FindMissingBlobs")));
    }

    [Theory]
    [InlineData("status 4", StatusCode.DeadlineExceeded)]
    [InlineData("status 3", StatusCode.InvalidArgument)]
    [InlineData("PERMISSION_DENIED", StatusCode.PermissionDenied)]
    public async Task A_permanent_error_is_not_tried_again(string fault, StatusCode status)
    {
        using var server = ReapiServer.WithFaults("Execute", fault);
        var error = await Assert.ThrowsAsync<RemoteExecutionException>(() => CopyAsync(server));
        Assert.Equal((status, 1), (error.Status, server.Count("Execute")));
        Assert.Contains("answered Execute with", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_stays_away_is_an_error_after_some_tries()
    {
        var server = ReapiServer.Start(new { });
        var settings = server.Settings();
        server.Dispose();
        var error = await Assert.ThrowsAsync<RemoteExecutionException>(() => Shell.RunAsync(settings, shell.Command("true", [])));
        Assert.Contains("Check the URL", error.Message, StringComparison.Ordinal);
        Assert.Equal("FLOWER4010", error.Diagnostic.Code);
    }

    [Theory]
    [InlineData("GetCapabilities")]
    [InlineData("GetActionResult")]
    [InlineData("FindMissingBlobs")]
    [InlineData("BatchUpdateBlobs")]
    [InlineData("Write")]
    [InlineData("Execute")]
    [InlineData("BatchReadBlobs")]
    [InlineData("Read")]
    public async Task The_token_goes_with_every_call_and_is_in_no_message(string method)
    {
        using var server = ReapiServer.WithFaults(new Dictionary<string, string[]> { [method] = ["UNKNOWN"] }, Canary);
        // The server sends the header back.
        var error = await Assert.ThrowsAsync<RemoteExecutionException>(() => CopyAsync(server, Canary));
        Assert.Contains("sent was 'Bearer ***'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_is_an_error_that_names_the_variable()
    {
        using var server = ReapiServer.Start(new { token = "another" });
        var error = await Assert.ThrowsAsync<RemoteExecutionException>(() => CopyAsync(server, Canary));
        Assert.Equal((StatusCode.Unauthenticated, 1), (error.Status, server.Calls.Count));
        Assert.Contains("FLOWERMODEL_REMOTE_EXECUTION_TOKEN", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Runs a command that uses every method: small and large inputs and outputs.</summary>
    private async Task CopyAsync(ReapiServer server, string token = "")
    {
        await RunAsync(server, "cat small > small-copy; cat large > large-copy", needsLarge: true, token);
        Assert.Equal("text", shell.Output("small-copy"));
        Assert.Equal(2_500_000, shell.Files.Select(file => new FileInfo(file).Length).Max());
    }

    private async Task RunAsync(ReapiServer server, string script, bool needsLarge, string token = "")
    {
        string[] outputs = needsLarge ? ["small-copy", "large-copy"] : ["out"];
        var command = shell.Command(script, outputs, Shell.Text("small", "text"), Shell.Large("large", 2_500_000));
        var result = await Shell.RunAsync(server.Settings(token), command);
        result.RequireSuccess("The test");
    }
}
