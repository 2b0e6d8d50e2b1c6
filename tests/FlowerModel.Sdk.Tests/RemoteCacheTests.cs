using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>Machine A trains, machine B only downloads: two consumers with their own folders, caches and packages, and a real nginx.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class RemoteCacheTests(PackedFeed feed)
{
    private const string Token = "canary-7c1f40d2a9";

    [Fact]
    public void What_one_machine_trains_another_builds_without_trainer_or_training()
    {
        using var nginx = NginxServer.Start(Token);
        using var first = Machine(nginx.Url);
        first.Properties["FlowerModelRemoteCacheWrite"] = "true";
        var trained = first.Build().Succeeded();
        Assert.Equal(["features", "train", "fine-tune", "convert", "evaluate", "report"], trained.Verbs);
        Assert.Contains("FlowerModel: remote cache: 0 hits, 6 misses, 0 failed writes", trained.Messages);

        using var second = Machine(nginx.Url);
        second.Properties.Remove("FlowerModelTrainerAssembly");
        second.Environment["NUGET_PACKAGES"] = second["packages"];
        var restored = second.Build("-v:diag").Succeeded();
        Assert.Empty(restored.Verbs);
        Assert.Empty(restored.Warnings);
        Assert.Contains("FlowerModel: remote cache: 6 hits, 0 misses, 0 failed writes", restored.Messages);
        Assert.DoesNotContain("flowermodel.trainer", Directory.GetDirectories(second["packages"]).Select(Path.GetFileName));
        Assert.False(Directory.Exists(second["cache/v1/bases"]));
        Assert.Equal(Model(first), Model(second));
        Assert.Equal(first.StartProgram(), second.StartProgram());
        Assert.DoesNotContain(nginx.Requests, request => request.EndsWith(" 401", StringComparison.Ordinal));

        var requests = nginx.Requests.Count;
        second.Build().DidNothing();
        Assert.Equal(requests, nginx.Requests.Count);
        AssertNoToken(first, trained);
        AssertNoToken(second, restored);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Four_jobs_compute_the_features_and_the_last_one_only_trains()
    {
        using var nginx = NginxServer.Start(Token);
        using var alone = Machine(nginx.Url);
        for (var number = 1; number <= 4; number++)
        {
            using var job = Machine(nginx.Url);
            CopyImages(alone, job);
            job.Properties["FlowerModelRemoteCacheWrite"] = "true";
            job.Properties["FlowerModelShard"] = $"{number}/4";
            // The second job builds everything that a job can build; the others only the target.
            var run = (number == 2 ? job.Build() : job.Build("-t:FlowerModelExtractFeatures")).Succeeded();
            Assert.All(run.Verbs, verb => Assert.StartsWith("features part ", verb, StringComparison.Ordinal));
            Assert.Equal(number == 2, run.Compiled);
            Assert.Contains(run.Output.Split('\n'), line => line.Contains("Flowers part", StringComparison.Ordinal));
        }

        using var last = Machine(nginx.Url);
        CopyImages(alone, last);
        last.Properties["FlowerModelShard"] = "all";
        var trained = last.Build().Succeeded();
        Assert.Equal(["features", "train", "fine-tune", "convert", "evaluate", "report"], trained.Verbs);
        Assert.DoesNotContain("fake extraction", trained.Output, StringComparison.Ordinal);
        // At 36 images there are 16 parts, by the first digit of the hash.
        var parts = Directory.GetFiles(last["App/photos"], "*", SearchOption.AllDirectories)
            .Select(file => SHA256.HashData(File.ReadAllBytes(file))[0] >> 4).Distinct().Count();
        Assert.Contains($"{parts} of {parts} parts of the features were computed by other jobs", trained.Output, StringComparison.Ordinal);

        Assert.Contains("fake extraction", alone.Build().Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(Model(alone), Model(last));
        last.Properties["FlowerModelShard"] = "5/4";
        last.Build().FailedWith("FLOWER1002");
    }

    [Fact]
    public void A_wrong_token_costs_one_warning()
    {
        using var nginx = NginxServer.Start("another-token");
        using var consumer = Machine(nginx.Url);
        consumer.Properties["FlowerModelRemoteCacheWrite"] = "true";
        var run = consumer.Build().Succeeded();
        Assert.Equal("FLOWER4008", Assert.Single(run.Warnings).Code);
        Assert.Single(nginx.Requests);
        Assert.Contains("FlowerModel: remote cache: 0 hits, 1 miss, 6 failed writes", run.Messages);
        AssertNoToken(consumer, run);
    }

    [Fact]
    public void On_Linux_an_authority_of_ones_own_is_trusted_through_an_environment_variable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems have no such variable");
        using var certificate = new LoopbackCertificate();
        using var nginx = NginxServer.Start(Token, certificate);
        using var consumer = Machine(nginx.Url);
        consumer.Properties["FlowerModelRemoteCacheWrite"] = "true";
        Assert.Equal("FLOWER4008", Assert.Single(consumer.Build().Succeeded().Warnings).Code);
        Assert.Empty(nginx.Requests);

        foreach (var path in (string[])["cache", "App/obj/Debug"]) Directory.Delete(consumer[path], recursive: true);
        consumer.Write("authority.pem", certificate.Pem);
        consumer.Environment["SSL_CERT_FILE"] = consumer["authority.pem"];
        var trusted = consumer.Build().Succeeded();
        Assert.Empty(trusted.Warnings);
        Assert.Contains("FlowerModel: remote cache: 0 hits, 6 misses, 0 failed writes", trusted.Messages);
    }

    [Fact]
    public void Plain_http_to_another_host_fails_the_build_before_anything_is_sent()
    {
        using var consumer = Machine("http://cache.invalid/");
        var run = consumer.Build();
        Assert.Equal(consumer["App/App.csproj"], run.FailedWith("FLOWER4009").File);
        AssertNoToken(consumer, run);
    }

    private Consumer Machine(string url)
    {
        var consumer = new Consumer(feed);
        consumer.Properties["FlowerModelRemoteCache"] = url;
        consumer.Environment["FLOWERMODEL_REMOTE_CACHE_TOKEN"] = Token;
        return consumer;
    }

    private static void CopyImages(Consumer from, Consumer to)
    {
        for (var i = 3; i < 12; i++)
        {
            foreach (var label in (string[])["daisy", "roses", "tulips"])
            {
                from.AddImage(label, $"{i}");
                to.AddImage(label, $"{i}");
            }
        }
    }

    private static byte[] Model(Consumer consumer) => File.ReadAllBytes(consumer["App/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.tflite"]);

    // Binary logs are compressed; everything else that the build wrote, including its cache and its output, is searched as it is.
    private static void AssertNoToken(Consumer consumer, BuildRun run)
    {
        Assert.DoesNotContain(Token, run.Output, StringComparison.Ordinal);
        var token = Encoding.ASCII.GetBytes(Token);
        Assert.NotEmpty(Directory.GetFiles(consumer["."], "*.binlog"));
        foreach (var file in Directory.GetFiles(consumer["."], "*", SearchOption.AllDirectories))
        {
            if (Path.GetRelativePath(consumer["."], file).StartsWith("packages", StringComparison.Ordinal)) continue;
            var bytes = File.ReadAllBytes(file);
            if (file.EndsWith(".binlog", StringComparison.Ordinal))
            {
                bytes = Decompress(bytes);
                Assert.True(bytes.AsSpan().IndexOf("FlowerModelRemoteCache"u8) >= 0, "the search must be able to find something");
            }

            Assert.True(bytes.AsSpan().IndexOf(token) < 0, file);
        }
    }

    private static byte[] Decompress(byte[] bytes)
    {
        using var stream = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var text = new MemoryStream();
        stream.CopyTo(text);
        return text.ToArray();
    }
}
