using FlowerModel.Conversion;
using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Tests.Golden;
using FlowerModel.Trainer.Training;
using FlowerModel.Training.Kernels.Vectorized;

namespace FlowerModel.BitsProbe;

/// <summary>
/// Features, both heads, fine-tuning, training from scratch, conversion and evaluation of a narrow MobileNetV2 with random weights on drawn images, with
/// the classes that the trainer uses.
/// </summary>
internal sealed class TinyTraining : IDisposable
{
    private const string FineTuneFrom = "block_15";
    private const int ImageSize = 96;
    private static readonly SizedNetwork Network = NetworkCatalog.Default.At(0.1, ImageSize);
    private static readonly KerasWeights Base = DrawnStatistics.AddTo(InitialWeights.OfBase(Network, seed: 7));
    private static readonly HeadOptions Linear = new() { Kind = HeadKind.Linear, Classes = DrawnImages.Labels.Count };
    private static readonly HeadOptions Conv = Linear with { Kind = HeadKind.Conv };

    private static readonly TrainingOptions Options = new()
    {
        Epochs = 2, BatchSize = 12, Seed = 5, LearningRate = 2e-3, Mixup = 0.2, LabelSmoothing = 0.1, WeightDecay = 0.01, WeightAverageDecay = 0.9,
        Schedule = LearningRateSchedule.Cosine,
    };

    private readonly string folder;
    private readonly Manifest manifest;
    private readonly FeatureStore store;
    private readonly ManifestEntry[] entries;

    public TinyTraining(string folder, string photo)
    {
        this.folder = folder;
        manifest = DrawnImages.Write(Path.Combine(folder, "images"), photo);
        store = new FeatureStore(Path.Combine(folder, "features"));
        entries = [.. manifest.Entries.Where(IsUsed).OrderBy(entry => entry.Sha256, StringComparer.Ordinal)];
        var sources = entries.Select(entry => new ImageSource(entry.Sha256, manifest.FullPath(entry))).ToArray();
        new FeatureExtractor(store, Network, Extraction, () => Base).Ensure(sources);
    }

    private static ExtractionOptions Extraction { get; } = new()
    {
        BaseId = "probe",
        Taps = [Tap.Before(Network.Network, "0"), Tap.Before(Network.Network, FineTuneFrom), Linear.TapOf(Network.Network), Conv.TapOf(Network.Network)],
        Views = 2,
        ViewSeed = 3,
    };

    /// <summary>Threads and vectors of this process, as the trainer reports them.</summary>
    public static string Machine() => $"threads: {Environment.ProcessorCount}; {VectorWidths.Description}";

    /// <summary>The stored activations of all images, views and taps.</summary>
    public byte[] Activations() =>
    [
        .. Directory.GetFiles(Path.Combine(folder, "features"), "*.features", SearchOption.AllDirectories)
            .OrderBy(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), StringComparer.Ordinal).SelectMany(File.ReadAllBytes),
    ];

    /// <summary>A convolutional head.</summary>
    public TrainingResult Head() => HeadTrainer.Train(Set(Subset.Train, Conv.TapOf(Network.Network)), Set(Subset.Train, Conv.TapOf(Network.Network)), Conv, Options);

    /// <summary>The top of the base with that head.</summary>
    public TrainingResult FineTuned(KerasWeights head) => Tune(Conv, head, new FineTuneOptions { From = FineTuneFrom });

    /// <summary>The whole network with a linear head and the statistics of the batches.</summary>
    public TrainingResult FromScratch() => Tune(
        Linear, null, new FineTuneOptions { From = "0", BatchNorm = BatchNormMode.Training, BatchNormMomentum = 0.9, FromScratch = true });

    /// <summary>The .tflite file of a network with its head.</summary>
    public static byte[] Convert(KerasWeights weights)
    {
        var source = new ConversionSource { Base = Network, Weights = weights, Labels = DrawnImages.Labels, Name = "Probe" };
        return TfliteFile.Write(Float32Converter.Convert(source), source);
    }

    /// <summary>The scores of all images, computed by the written file.</summary>
    public float[] Answers(byte[] model)
    {
        var path = Path.Combine(folder, "model.tflite");
        File.WriteAllBytes(path, model);
        using var classifier = ImageClassifier.Load(path);
        return [.. entries.SelectMany(entry => classifier.Classify(manifest.FullPath(entry)).Scores.ToArray())];
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path.Combine(folder, "features"), recursive: true);

    // A third of the drawn images: an emulated processor takes its time.
    private static bool IsUsed(ManifestEntry entry) =>
        Path.GetFileName(entry.Path) is "0.bmp" or "1.bmp" or "2.bmp" or "3.bmp" or "9.bmp" or "photo.jpg";

    private TrainingResult Tune(HeadOptions head, KerasWeights? headWeights, FineTuneOptions fineTune)
    {
        var tap = fineTune.TapOf(Network.Network);
        // Judged by the training images, the best epoch is a trained one.
        var result = FineTuner.Train(Set(Subset.Train, tap), Set(Subset.Train, tap), Base, head, headWeights, fineTune, Options);
        return result.History.BestEpoch > 0 ? result : throw new InvalidOperationException("The weights before training were kept.");
    }

    private FeatureSet Set(Subset subset, Tap tap)
    {
        var labels = manifest.Labels.ToList();
        return new FeatureSet(
            store, Network, Extraction, tap,
            [.. entries.Where(entry => entry.Subset == subset).Select(entry => new FeatureSample(entry.Sha256, labels.IndexOf(entry.Label)))]);
    }
}
