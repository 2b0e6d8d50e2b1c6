using System.Reflection;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests.Support;

/// <summary>The packages of this checkout in a folder feed, and an initially empty packages folder that all fast tests share.</summary>
public sealed class PackedFeed : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Packs the checkout as a maintainer does: <c>dotnet pack -c Release -o FEED</c> in the root folder.</summary>
    public PackedFeed()
    {
        FeedDirectory = Environment.GetEnvironmentVariable("FLOWERMODEL_TEST_FEED") ?? folder["feed"];
        PackagesDirectory = folder["packages"];
        if (Directory.Exists(FeedDirectory)) return;
        var (exitCode, output) = CommandLine.Run(
            ReferenceData.RepositoryRoot,
            new Dictionary<string, string>(),
            ["pack", "-c", "Release", "-o", FeedDirectory, .. Compiler.Properties.Select(property => $"-p:{property.Key}={property.Value}"), "-tl:off"]);
        Assert.True(exitCode == 0, output);
    }

    /// <summary>The compiler of all builds under test.</summary>
    internal CompilerServer Compiler { get; } = new();

    /// <summary>The folder of the nupkg files.</summary>
    public string FeedDirectory { get; }

    /// <summary>The packages folder of the fast tests.</summary>
    public string PackagesDirectory { get; }

    /// <summary>Full path of the program that replaces the trainer.</summary>
    public static string FakeTrainer { get; } = typeof(PackedFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "FakeTrainer").Value!;

    /// <summary>Full path of a package.</summary>
    public string Package(string id) => Path.Combine(FeedDirectory, id + ".1.0.0.nupkg");

    /// <inheritdoc/>
    public void Dispose()
    {
        Compiler.Dispose();
        folder.Dispose();
    }
}

/// <summary>All tests that build consumer projects share one feed and run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ConsumerBuilds : ICollectionFixture<PackedFeed>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "Consumers";
}
