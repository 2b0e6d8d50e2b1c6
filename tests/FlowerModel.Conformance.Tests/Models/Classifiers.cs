using System.Reflection;
using FlowerModel.Conformance.Tests.Models;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Testing;
using FlowerModel.Trainer.Engine;

[assembly: AssemblyFixture(typeof(Classifiers))]

namespace FlowerModel.Conformance.Tests.Models;

/// <summary>The trained classifiers, each made when a test first asks for it. The engine trains one at a time.</summary>
public sealed class Classifiers : IDisposable
{
    /// <summary>The narrow base with the linear head.</summary>
    public const string Linear = "0.35, linear head";

    /// <summary>The tutorial's: the full base with the head that has a convolution.</summary>
    public const string Conv = "1.0, conv head";

    private readonly TemporaryFolder toolCache = new();
    private readonly Lock engine = new();
    private readonly Dictionary<string, TrainedClassifier> trained = [];
    private bool started;

    /// <summary>A classifier by its name.</summary>
    internal TrainedClassifier this[string name] => WithEngine(() =>
    {
        if (trained.TryGetValue(name, out var classifier)) return classifier;
        return trained[name] = name == Linear
            ? TrainedClassifier.Train("mobilenet_v2_0.35_224_no_top.h5", 0.35, HeadKind.Linear)
            : TrainedClassifier.Train("mobilenet_v2_1.0_224_no_top.h5", 1.0, HeadKind.Conv);
    });

    /// <summary>Does something with the tensor engine, while nobody else does.</summary>
    internal T WithEngine<T>(Func<T> work)
    {
        lock (engine)
        {
            if (!started)
            {
                TorchEngine.Start(new EngineOptions
                {
                    LibTorchDirectory = typeof(Classifiers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                        .Single(attribute => attribute.Key == "LibTorchDirectory").Value!,
                    ToolCacheDirectory = toolCache.FullName,
                    Threads = 2,
                });
                started = true;
            }

            return work();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => toolCache.Dispose();
}
