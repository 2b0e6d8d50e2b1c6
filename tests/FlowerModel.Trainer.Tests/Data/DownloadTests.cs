using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Testing;
using FlowerModel.Trainer.Data;

namespace FlowerModel.Trainer.Tests.Data;

public sealed class DownloadTests : IDisposable
{
    private static readonly DownloadOptions Quick = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(10),
        Silence = TimeSpan.FromSeconds(10),
        ProgressInterval = TimeSpan.Zero,
    };

    private static readonly byte[] Body = RandomNumberGenerator.GetBytes(300_000);
    private static readonly string BodySha256 = Convert.ToHexStringLower(SHA256.HashData(Body));

    private readonly TemporaryFolder folder = new();
    private readonly List<TrainerMessage> messages = [];

    private string Destination => folder["flowers.tgz"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_is_downloaded_completely_and_its_hash_and_progress_are_reported()
    {
        using var server = new LoopbackServer((_, connection, _) => LoopbackServer.Respond(connection, "200 OK", Body));
        Assert.Equal(BodySha256, Fetch(server.Url(), BodySha256));
        Assert.Equal(Body, File.ReadAllBytes(Destination));
        Assert.Equal([Destination], Directory.GetFiles(folder.FullName));
        Assert.Contains(messages, message => message.Text.Contains(" of 0.3 MB", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wrong_hash_leaves_no_file()
    {
        using var server = new LoopbackServer((_, connection, _) => LoopbackServer.Respond(connection, "200 OK", Body));
        AssertFails(Codes.HashMismatch, () => Fetch(server.Url(), new string('0', 64)), BodySha256, "127.0.0.1", "The way out.");
    }

    [Theory]
    [InlineData("404 Not Found", "the file does not exist")]
    [InlineData("403 Forbidden", "access is denied")]
    [InlineData("418 Teapot", "418")]
    public void A_permanent_error_is_not_retried(string status, string reason)
    {
        using var server = new LoopbackServer((_, connection, _) => LoopbackServer.Respond(connection, status, []));
        AssertFails(Codes.DownloadFailed, () => Fetch(server.Url()), reason, server.Url().ToString(), "The way out.");
        Assert.Single(server.Requests);
    }

    [Fact]
    public void A_server_error_is_retried()
    {
        using var server = new LoopbackServer((_, connection, before) =>
            before < 2 ? LoopbackServer.Respond(connection, "503 Unavailable", []) : LoopbackServer.Respond(connection, "200 OK", Body));
        Fetch(server.Url());
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public void Repeated_server_errors_end_the_download()
    {
        using var server = new LoopbackServer((_, connection, _) => LoopbackServer.Respond(connection, "503 Unavailable", []));
        AssertFails(Codes.DownloadFailed, () => Fetch(server.Url()), "503");
        Assert.Equal(Quick.Attempts, server.Requests.Count);
    }

    [Fact]
    public void A_refused_connection_is_explained()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}/flowers.tgz");
        port.Stop();
        AssertFails(Codes.DownloadFailed, () => Fetch(url), "no connection to the server", "The way out.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_broken_connection_is_resumed_where_it_broke(bool isPinned)
    {
        const int Broken = 100_000;
        using var server = new LoopbackServer((head, connection, before) =>
        {
            if (before == 0) return LoopbackServer.Respond(connection, "200 OK", Body[..Broken], "ETag: \"v1\"\r\n", Body.Length);
            Assert.Contains("If-Range: \"v1\"", head, StringComparison.Ordinal);
            var from = int.Parse(head.Split("bytes=")[1].Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);
            return LoopbackServer.Respond(
                connection,
                "206 Partial Content",
                Body[from..],
                $"ETag: \"v1\"\r\nContent-Range: bytes {from}-{Body.Length - 1}/{Body.Length}\r\n");
        });
        Assert.Equal(BodySha256, Fetch(server.Url(), isPinned ? BodySha256 : null));
        Assert.Equal(Body, File.ReadAllBytes(Destination));
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("ETag: \"v2\"\r\n")]
    [InlineData("")]
    public void A_file_that_changed_or_may_have_changed_is_downloaded_from_the_start(string secondHeaders)
    {
        var first = secondHeaders.Length == 0 ? "" : "ETag: \"v1\"\r\n";
        using var server = new LoopbackServer((_, connection, before) => before == 0
            ? LoopbackServer.Respond(connection, "200 OK", new byte[1000], first, Body.Length)
            : LoopbackServer.Respond(connection, "200 OK", Body, secondHeaders));
        Assert.Equal(BodySha256, Fetch(server.Url()));
    }

    [Fact]
    public void A_connection_that_always_breaks_immediately_ends_the_download()
    {
        using var server = new LoopbackServer((_, _, _) => Task.CompletedTask);
        AssertFails(Codes.DownloadFailed, () => Fetch(server.Url()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_server_that_sends_nothing_ends_the_download(bool sendsHead)
    {
        using var server = new LoopbackServer(async (_, connection, _) =>
        {
            if (sendsHead) await LoopbackServer.Respond(connection, "200 OK", Body[..10], "", Body.Length);
            await Task.Delay(600, TestContext.Current.CancellationToken);
        });
        var impatient = Quick with { Silence = TimeSpan.FromMilliseconds(200), Attempts = 2 };
        AssertFails(Codes.DownloadFailed, () => Fetch(server.Url(), options: impatient), "no data for 0.2 seconds");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_excessively_large_file_is_rejected(bool declares)
    {
        using var server = new LoopbackServer((_, connection, _) => declares
            ? LoopbackServer.Respond(connection, "200 OK", [], "", int.MaxValue)
            : LoopbackServer.Send(connection, [.. "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8, .. Body]));
        AssertFails(
            Codes.DownloadFailed,
            () => Fetch(server.Url(), options: Quick with { MaxFileSize = 200_000 }),
            "larger than the 200,000 bytes");
        Assert.Single(server.Requests);
    }

    [Fact]
    public void A_redirect_is_followed()
    {
        using var server = new LoopbackServer((head, connection, _) => head.StartsWith("GET /moved", StringComparison.Ordinal)
            ? LoopbackServer.Respond(connection, "200 OK", Body)
            : LoopbackServer.Respond(connection, "302 Found", [], "Location: /moved\r\n"));
        Assert.Equal(BodySha256, Fetch(server.Url()));
    }

    [Fact]
    public void User_name_and_password_in_a_URL_are_not_shown()
    {
        using var server = new LoopbackServer((_, connection, _) => LoopbackServer.Respond(connection, "404 Not Found", []));
        var url = new UriBuilder(server.Url()) { UserName = "me", Password = "secret" }.Uri;
        var error = Assert.Throws<PipelineException>(() => Fetch(url)).Diagnostic;
        Assert.DoesNotContain("secret", error.Text + error.File, StringComparison.Ordinal);
    }

    [Fact]
    public void Canceling_stops_a_download_and_leaves_no_file()
    {
        using var cancel = new CancellationTokenSource();
        using var server = new LoopbackServer(async (_, connection, _) =>
        {
            await LoopbackServer.Respond(connection, "200 OK", Body[..10], "", Body.Length);
            await cancel.CancelAsync();
            await Task.Delay(1000, TestContext.Current.CancellationToken);
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Fetch(server.Url(), cancellation: cancel.Token));
        Assert.Empty(Directory.GetFiles(folder.FullName));
    }

    private string Fetch(Uri url, string? sha256 = null, DownloadOptions? options = null, CancellationToken? cancellation = null) =>
        new Download(options ?? Quick, messages.Add, "The way out.").Fetch(
            url, Destination, sha256, cancellation ?? TestContext.Current.CancellationToken);

    private void AssertFails(string code, Action fetch, params string[] words)
    {
        var error = Assert.Throws<PipelineException>(fetch).Diagnostic;
        Assert.Equal(code, error.Code);
        foreach (var word in words) Assert.Contains(word, error.Text, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.FullName));
    }
}
