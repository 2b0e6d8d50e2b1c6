using System.Collections.Concurrent;
using System.Reflection;
using FlowerModel.Conformance.Tests.Models;
using FlowerModel.Conversion.Quantization;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Int8;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Testing;
using FlowerModel.TorchSharpPeer.Engine;

[assembly: AssemblyFixture(typeof(Classifiers))]

namespace FlowerModel.Conformance.Tests.Models;

/// <summary>
/// The trained classifiers and the files written from them, created when a test first uses them. The engine trains one at a time.
/// </summary>
public sealed class Classifiers : IDisposable
{
    /// <summary>The narrow base with the linear head.</summary>
    public const string Linear = "0.35, linear head";

    /// <summary>The classifier of the tutorial: the full base with the convolutional head.</summary>
    public const string Conv = "1.0, conv head";

    private const int CalibrationPhotos = 50;

    private readonly TemporaryFolder toolCache = new();
    private readonly Lock engine = new();
    private readonly ConcurrentDictionary<string, Lazy<TrainedClassifier>> trained = new();
    private readonly ConcurrentDictionary<(string, NumberFormat, InferenceType), Lazy<byte[]>> written = new();
    private readonly Lazy<CalibrationImages> calibration = new(() => CalibrationImages.FromPrepared(Photos.Calibration(CalibrationPhotos)));
    private bool started;

    /// <summary>Returns the classifier with the given name.</summary>
    internal TrainedClassifier this[string name] => trained.GetOrAdd(name, key => new Lazy<TrainedClassifier>(() => WithEngine(() => key == Linear
        ? TrainedClassifier.Train("mobilenet_v2_0.35_224_no_top.h5", 0.35, HeadKind.Linear)
        : TrainedClassifier.Train("mobilenet_v2_1.0_224_no_top.h5", 1.0, HeadKind.Conv)))).Value;

    /// <summary>Returns the .tflite file of a classifier in a number format.</summary>
    /// <param name="name">Name of the classifier.</param>
    /// <param name="kind">The number format.</param>
    /// <param name="ends">Type of input and output. Only int8 models support other types than float32.</param>
    internal byte[] File(string name, NumberFormat kind, InferenceType ends = InferenceType.Float32) =>
        written.GetOrAdd((name, kind, ends), _ => new Lazy<byte[]>(() => Quantizer.Quantize(
            this[name].File,
            new QuantizationOptions
            {
                Format = kind,
                Input = ends,
                Output = ends,

                // The recipe that changes the model most. Trying all of them is not part of these tests.
                Recipe = kind == NumberFormat.Int8 ? Int8Recipe.Candidates[^1] : null,
            },
            calibration.Value).File.ToArray())).Value;

    /// <summary>Runs work that needs TorchSharp exclusively.</summary>
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
