using FlowerModel.Sdk.Tests.Support;

namespace FlowerModel.Sdk.Tests;

/// <summary>Real builds with the cache on a file system that is full or cannot be written.</summary>
[Collection(ConsumerBuilds.Name)]
[Trait("Speed", "Slow")]
public sealed class CacheFileSystemTests(PackedFeed feed) : IDisposable
{
    private const string ModelFile = "App/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.tflite";

    // From nothing at all to almost enough.
    private static readonly int[] FreeKilobytes = [0, 16, 40, 80];

    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    public void A_build_on_a_full_disk_says_what_to_do_and_the_next_one_with_free_space_makes_the_same_bytes()
    {
        var expected = Undisturbed();
        var mounted = new MountedCache(consumer);
        mounted.Run($$"""
            for free in {{string.Join(' ', FreeKilobytes)}}; do
              rm -rf ../cache/* obj/Debug
              dd if=/dev/zero of=../cache/filler bs=1k count=$((1024 - free)) status=none
              log=../full-$free; build "$@"
              rm ../cache/filler
              log=../freed-$free; build "$@"
              cp obj/Debug/net10.0/FlowerModel/Flowers/Flowers.tflite ../model-$free
            done
            """);
        var failures = 0;
        foreach (var free in FreeKilobytes)
        {
            var (exitCode, output) = mounted.Build($"full-{free}");
            AssertNoStackTrace(output);
            if (exitCode != 0)
            {
                failures++;
                Assert.Matches("error FLOWER5001: .* free some space", output);
            }

            (exitCode, output) = mounted.Build($"freed-{free}");
            Assert.True(exitCode == 0, output);
            Assert.Equal(expected, File.ReadAllBytes(consumer[$"model-{free}"]));
        }

        Assert.NotEqual(0, failures);
    }

    [Fact]
    public void A_build_with_a_read_only_cache_takes_what_it_has_and_stores_the_rest_beside_the_project()
    {
        const string Changed = "FineTuneLearningRate=\"0.01\"";
        consumer.WriteProject(Changed);
        var expected = Undisturbed();
        Directory.Delete(consumer["cache"], recursive: true);
        consumer.WriteProject();
        Undisturbed();
        Directory.Move(consumer["cache"], consumer["filled"]);
        consumer.WriteProject(Changed);

        var mounted = new MountedCache(consumer);
        mounted.Run("""
            cp -a ../filled/. ../cache
            mount -o remount,ro ../cache
            rm -rf obj/Debug
            log=../first; build "$@"
            log=../second; build "$@"
            """);
        var (exitCode, output) = mounted.Build("first");
        Assert.True(exitCode == 0, output);
        Assert.Contains("warning FLOWER5020", output, StringComparison.Ordinal);
        Assert.DoesNotContain("fake train", output, StringComparison.Ordinal);
        Assert.Contains("fake fine-tune", output, StringComparison.Ordinal);
        Assert.Equal(expected, File.ReadAllBytes(consumer[ModelFile]));
        (exitCode, output) = mounted.Build("second");
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("fake", output, StringComparison.Ordinal);
    }

    private static void AssertNoStackTrace(string output)
    {
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB4018", output, StringComparison.Ordinal);
    }

    private byte[] Undisturbed()
    {
        consumer.Build("-t:FlowerModelEmbed").Succeeded();
        return File.ReadAllBytes(consumer[ModelFile]);
    }
}
