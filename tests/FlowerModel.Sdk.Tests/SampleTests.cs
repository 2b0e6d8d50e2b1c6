using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>The sample that new users run first, built from source.</summary>
[Collection(ConsumerBuilds.Name)]
[Trait("Speed", "Slow")]
public sealed class SampleTests
{
    [Fact]
    public void FlowerApp_trains_once_classifies_unseen_images_and_is_up_to_date_the_second_time()
    {
        using var cache = new TemporaryFolder();
        var environment = new Dictionary<string, string> { ["FlowerModelCacheDirectory"] = cache.FullName };
        var program = Path.Combine("sample", "FlowerApp");

        var first = CommandLine.Run(ReferenceData.RepositoryRoot, environment, "run", "--project", program);
        Assert.True(first.ExitCode == 0, first.Output);
        var unseen = Directory.GetFiles(Path.Combine(ReferenceData.RepositoryRoot, program, "unseen"), "*.jpg", SearchOption.AllDirectories).Length;
        var answers = first.Output.Split('\n').Where(line => line.Contains(".jpg: ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(unseen, answers.Length);

        var second = CommandLine.Run(ReferenceData.RepositoryRoot, environment, "build", program, "-v:detailed", "-tl:off", "-p:UseSharedCompilation=false");
        Assert.True(second.ExitCode == 0, second.Output);
        Assert.DoesNotContain(" runs because ", second.Output, StringComparison.Ordinal);
        Assert.Contains("Flowers: every stage is up to date", second.Output, StringComparison.Ordinal);

        var image = Path.Combine(program, "unseen", "daisy", "001.jpg");
        var one = CommandLine.Run(ReferenceData.RepositoryRoot, environment, "run", "--no-build", "--project", program, "--", image);
        Assert.Contains("daisy/001.jpg: ", one.Output, StringComparison.Ordinal);
        var files = Directory.GetFiles(Path.Combine(ReferenceData.RepositoryRoot, program, "bin", "Debug", "net10.0")).Select(Path.GetFileName);
        Assert.DoesNotContain(files, file => file!.Contains("Torch", StringComparison.OrdinalIgnoreCase) || file.Contains("Trainer", StringComparison.Ordinal));
    }
}
