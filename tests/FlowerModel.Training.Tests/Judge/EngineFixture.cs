using System.Reflection;
using FlowerModel.Testing;
using FlowerModel.TorchSharpPeer.Engine;

namespace FlowerModel.Training.Tests.Judge;

/// <summary>Starts TorchSharp once; tests that ask it are in its collection, and so run one after another.</summary>
public sealed class EngineFixture : IDisposable
{
    private readonly TemporaryFolder toolCache = new();

    public EngineFixture() => TorchEngine.Start(new EngineOptions
    {
        LibTorchDirectory = typeof(EngineFixture).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "LibTorchDirectory").Value!,
        ToolCacheDirectory = toolCache.FullName,
        Threads = 2,
    });

    public void Dispose() => toolCache.Dispose();
}

[CollectionDefinition(Name)]
public sealed class JudgedTests : ICollectionFixture<EngineFixture>
{
    public const string Name = "Judged";
}
