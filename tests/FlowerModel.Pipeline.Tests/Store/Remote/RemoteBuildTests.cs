using FlowerModel.Pipeline.Store.Remote;
using FlowerModel.Pipeline.Tests.Stages;

namespace FlowerModel.Pipeline.Tests.Store.Remote;

/// <summary>Two machines and a healthy cache.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class RemoteBuildTests : IDisposable
{
    private const string All = "features train fine-tune convert evaluate report";

    private readonly CacheServer server = new();

    public void Dispose() => server.Dispose();

    [Fact]
    public void What_one_machine_trains_another_restores_without_a_trainer()
    {
        using var first = new RemoteProject(server.Url, write: true);
        Assert.Equal(All, first.Build());
        Assert.Equal("remote cache: 0 hits, 6 misses, 0 failed writes", first.Summary);

        using var second = new RemoteProject(server.Url);
        Assert.Equal("", second.Build());
        Assert.Equal("remote cache: 6 hits, 0 misses, 0 failed writes", second.Summary);
        Assert.Equal(first.Project.Results().Model, second.Project.Results().Model);
        Assert.Empty(second.Warnings);
        Assert.Equal(6, server.Files.Keys.Count(path => path.StartsWith("/cache/ac/", StringComparison.Ordinal)));
        Assert.Empty(second.Project.CacheFiles("work"));
    }

    /// <summary>
    /// bazel-remote checks the message of a record, adds the worker's address (<c>execution_metadata.worker</c>) and returns a record only while it has
    /// all of its blobs.
    /// </summary>
    [Fact]
    public void A_server_that_validates_records_and_adds_to_them_can_be_used()
    {
        using var first = new RemoteProject(server.Url, write: true);
        first.Build();
        foreach (var (path, bytes) in server.Files.Where(file => file.Key.Contains("/ac/", StringComparison.Ordinal)).ToArray())
        {
            var files = ActionResultMessage.Decode(bytes).Files;
            Assert.NotEmpty(files);
            Assert.All(files, file =>
            {
                Assert.Matches("^[^/]+$", file.Name);
                Assert.Matches("^[0-9a-f]{64}$", file.Sha256);
                Assert.Equal(file.Size, server.Files["/cache/cas/" + file.Sha256].Length);
            });
            Assert.Matches("^/cache/ac/[0-9a-f]{64}$", path);
            server.Files[path] = [.. bytes, 0x4a, 0x0b, 0x0a, 0x09, .. "127.0.0.1"u8];
        }

        using var second = new RemoteProject(server.Url);
        Assert.Equal("", second.Build());
        Assert.Empty(second.Warnings);
    }

    [Fact]
    public void A_build_that_finds_everything_locally_sends_no_request()
    {
        using var project = new RemoteProject(server.Url, write: true);
        project.Build();
        var before = server.Received.Count;
        Assert.Equal("", project.Build());
        Assert.Equal((before, null), (server.Received.Count, project.Summary));
    }

    [Fact]
    public void Nothing_is_uploaded_by_default()
    {
        using var project = new RemoteProject(server.Url);
        Assert.Equal(All, project.Build());
        Assert.Empty(server.Files);
        Assert.All(server.Received, exchange => Assert.Equal("GET", exchange.Method));
    }

    [Fact]
    public void A_blob_that_the_local_cache_has_lost_is_fetched_again()
    {
        using var project = new RemoteProject(server.Url, write: true);
        project.Build();
        foreach (var file in project.Project.CacheFiles("blobs")) File.Delete(file);
        Assert.Equal("", project.Build());
        Assert.Empty(project.Warnings);
    }

    [Fact]
    public void A_record_whose_blob_the_cache_has_evicted_is_a_miss_and_stored_again()
    {
        using var first = new RemoteProject(server.Url, write: true);
        first.Build();
        foreach (var path in server.Files.Keys.Where(path => path.Contains("/cas/", StringComparison.Ordinal))) server.Files.TryRemove(path, out _);
        using var second = new RemoteProject(server.Url, write: true);
        Assert.Equal(All, second.Build());
        Assert.Equal("remote cache: 0 hits, 6 misses, 0 failed writes", second.Summary);
        Assert.Empty(second.Warnings);
        using var third = new RemoteProject(server.Url);
        Assert.Equal("", third.Build());
    }

    [Fact]
    public void The_first_result_of_a_key_is_adopted_by_a_machine_that_finishes_later()
    {
        using var first = new RemoteProject(server.Url, write: true);
        first.Build();
        var stored = server.Files.ToArray();
        // The second machine does not see the results until it has run the stages itself.
        var asked = new HashSet<string>();
        server.Fault = async exchange =>
        {
            if (exchange.Method != "GET" || !exchange.IsRecord || exchange.Path is not { } path) return false;
            if (asked.Contains(path + " again")) return false;
            asked.Add(asked.Add(path) ? path : path + " again");
            await exchange.AnswerAsync("404 Not Found");
            return true;
        };
        using var second = new RemoteProject(server.Url, write: true);
        second.Project.Behavior = "differ@train";
        Assert.Equal(All, second.Build());
        Assert.Equal(first.Project.Results().Model, second.Project.Results().Model);
        Assert.Equal(stored.OrderBy(file => file.Key), server.Files.OrderBy(file => file.Key));
    }

    [Theory]
    [InlineData("secret-token", "Bearer secret-token")]
    [InlineData("user:secret-word", "Basic dXNlcjpzZWNyZXQtd29yZA==")]
    public void Every_request_carries_the_credentials(string token, string expected)
    {
        using var project = new RemoteProject(server.Url, write: true, token);
        project.Build();
        Assert.NotEmpty(server.Received);
        Assert.All(server.Received, exchange => Assert.Equal(expected, exchange.Authorization));
    }
}
