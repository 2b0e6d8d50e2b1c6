using System.Reflection;
using FlowerModel.Testing;
using FlowerModel.Trainer.Engine;

namespace FlowerModel.Trainer.Tests.Engine;

/// <summary>Starts the tensor engine once. Tests that use tensors are in its collection and therefore run one after another.</summary>
public sealed class EngineFixture : IDisposable
{
    private readonly TemporaryFolder toolCache = new();

    public EngineFixture()
    {
        // For trainers that tests start as processes.
        Environment.SetEnvironmentVariable("FLOWERMODEL_TEST_LIBTORCH", LibTorchDirectory);
        TorchEngine.Start(new EngineOptions
        {
            LibTorchDirectory = LibTorchDirectory,
            ToolCacheDirectory = toolCache.FullName,
            Threads = 2,
        });
    }

    /// <summary>The folder of the native files in the restored package.</summary>
    public static string LibTorchDirectory { get; } = typeof(EngineFixture).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "LibTorchDirectory").Value!;

    public void Dispose() => toolCache.Dispose();
}

[CollectionDefinition(Name)]
public sealed class EngineTests : ICollectionFixture<EngineFixture>
{
    public const string Name = "Engine";
}
