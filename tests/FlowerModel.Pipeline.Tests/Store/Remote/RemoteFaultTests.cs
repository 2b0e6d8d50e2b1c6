using System.Net;
using System.Net.Sockets;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Store.Remote;
using FlowerModel.Pipeline.Tests.Stages;

namespace FlowerModel.Pipeline.Tests.Store.Remote;

/// <summary>
/// Trouble with the cache: the build succeeds with the same model, warns once and stops asking. To be fast, the local cache has everything but the last
/// result, and the budget is short.
/// </summary>
[Collection(FakeTrainerTests.Name)]
public sealed class RemoteFaultTests(RemoteFaultTests.TrainedOnce trained) : IClassFixture<RemoteFaultTests.TrainedOnce>, IDisposable
{
    private const string Canary = "canary-5d1e";

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(2);

    private readonly CacheServer server = trained.Server();

    public static TheoryData<string> ReadingFaults => [.. Faults.Reading.Keys];

    public static TheoryData<string> RecordFaults => [.. Faults.Records.Keys];

    public void Dispose() => server.Dispose();

    [Theory]
    [MemberData(nameof(ReadingFaults))]
    public void A_fault_while_a_record_is_read_costs_only_the_cache(string name) => Survives(name, static exchange => exchange.IsRecord);

    [Theory]
    [MemberData(nameof(ReadingFaults))]
    public void A_fault_while_a_blob_is_read_costs_only_the_cache(string name) => Survives(name, static exchange => !exchange.IsRecord);

    [Theory]
    [MemberData(nameof(RecordFaults))]
    public void A_valid_message_that_is_no_record_of_the_key_is_not_used(string name)
    {
        foreach (var (path, bytes) in server.Files.Where(file => file.Key.Contains("/ac/", StringComparison.Ordinal)).ToArray())
        {
            var record = StageRecord.TryParse(System.Text.Encoding.UTF8.GetString(ActionResultMessage.Decode(bytes).Output))!;
            server.Files[path] = Faults.Records[name](record).Encode();
        }

        BuildsAlone(server.Url);
        Assert.Single(server.Received);
    }

    [Fact]
    public void A_server_that_is_not_there_costs_only_the_cache()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        BuildsAlone($"http://127.0.0.1:{port}/");
    }

    [Fact]
    public void A_name_that_does_not_resolve_costs_only_the_cache() => BuildsAlone("https://cache.invalid/");

    [Fact]
    public void The_credentials_never_follow_a_redirect()
    {
        using var other = trained.Server();
        server.Fault = async exchange =>
        {
            await exchange.AnswerAsync("307 Temporary Redirect", headers: $"Location: {other.Url}{exchange.Path["/cache".Length..]}\r\n");
            return true;
        };
        BuildsAlone(server.Url);
        Assert.Empty(other.Received);
    }

    [Fact]
    public void Credentials_that_a_server_sends_back_are_not_logged()
    {
        server.Fault = async exchange =>
        {
            await exchange.SendAsync($"HTTP/1.1 {exchange.Authorization}\r\n\r\n");
            return true;
        };
        BuildsAlone(server.Url);
    }

    [Theory]
    [InlineData("403 Forbidden", true)]
    [InlineData("405 Method Not Allowed", true)]
    [InlineData("413 Content Too Large", true)]
    [InlineData("500 Internal Server Error", true)]
    [InlineData("507 Insufficient Storage", true)]
    [InlineData("308 Permanent Redirect", true)]
    [InlineData("closes", false)]
    [InlineData("hangs", false)]
    public void A_refused_upload_is_counted_and_reading_goes_on_if_the_server_answers(string fault, bool reads)
    {
        server.Files.Clear();
        server.Fault = async exchange =>
        {
            if (exchange.Method != "PUT") return false;
            if (fault == "hangs") await Task.Delay(Timeout.Infinite, exchange.Stopped);
            if (fault != "closes") await exchange.AnswerAsync(fault, headers: "Location: /cache/elsewhere\r\n");
            return true;
        };
        using var project = new RemoteProject(server.Url, write: true, Canary, Budget);
        project.CopyCache(trained.Machine, "convert", "evaluate");
        Assert.Equal("convert evaluate", project.Build());
        Assert.Equal([Codes.RemoteCacheTrouble], project.Warnings);
        Assert.Equal($"remote cache: 0 hits, {(reads ? "2 misses" : "1 miss")}, 2 failed writes", project.Summary);
        Assert.Single(server.Received, exchange => exchange.Method == "PUT");
    }

    [Fact]
    public void A_damaged_result_is_replaced_by_the_next_build_that_writes()
    {
        foreach (var path in server.Files.Keys) server.Files[path] = "damaged"u8.ToArray();
        using (var project = new RemoteProject(server.Url, write: true, budget: Budget))
        {
            project.CopyCache(trained.Machine, "evaluate");
            Assert.Equal("evaluate", project.Build());
            Assert.Equal([Codes.RemoteCacheTrouble], project.Warnings);
        }

        using var next = new RemoteProject(server.Url);
        next.CopyCache(trained.Machine, "evaluate");
        Assert.Equal("", next.Build());
        Assert.Empty(next.Warnings);
    }

    private void Survives(string name, Func<Exchange, bool> applies)
    {
        var faulty = 0;
        server.Fault = async exchange =>
        {
            if (!applies(exchange)) return false;
            Interlocked.Increment(ref faulty);
            await Faults.Reading[name](exchange, server.Files[exchange.Path]);
            return true;
        };
        BuildsAlone(server.Url);
        // .NET itself repeats a request up to three times if the server closes the connection without an answer.
        Assert.InRange(faulty, 1, name == "closes without an answer" ? 4 : 1);
    }

    private void BuildsAlone(string url)
    {
        using var project = new RemoteProject(url, token: Canary, budget: Budget);
        project.CopyCache(trained.Machine, "evaluate");
        Assert.Equal("evaluate", project.Build());
        Assert.Equal([Codes.RemoteCacheTrouble], project.Warnings);
        Assert.Equal("remote cache: 0 hits, 1 miss, 0 failed writes", project.Summary);
        Assert.Equal(trained.Model, project.Project.Results().Model);
        Assert.Empty(project.Project.CacheFiles("work"));
        string[] texts = [.. project.Project.Reported.Select(diagnostic => diagnostic.Text), .. project.Project.Details];
        Assert.DoesNotContain(Canary, string.Join('\n', texts), StringComparison.Ordinal);
    }

    /// <summary>The results of one training.</summary>
    public sealed class TrainedOnce : IDisposable
    {
        private readonly CacheServer server = new();

        public TrainedOnce()
        {
            Machine = new RemoteProject(server.Url, write: true);
            Machine.Build();
            Model = Machine.Project.Results().Model;
        }

        public IReadOnlyList<byte> Model { get; }

        /// <summary>The machine that trained.</summary>
        internal RemoteProject Machine { get; }

        /// <summary>Starts a server that has the results.</summary>
        internal CacheServer Server()
        {
            var copy = new CacheServer();
            foreach (var (path, bytes) in server.Files) copy.Files[path] = bytes;
            return copy;
        }

        public void Dispose()
        {
            Machine.Dispose();
            server.Dispose();
        }
    }
}
