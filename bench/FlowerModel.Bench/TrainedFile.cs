using System.Security.Cryptography;
using FlowerModel.Conversion;
using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Trainer.Engine;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Bench;

/// <summary>
/// The float32 .tflite that the reference protocol with a linear head trains (10 epochs of the head, 5 of fine-tuning at 0.0001), kept in
/// the work folder so that it is trained once.
/// </summary>
internal static class TrainedFile
{
    /// <summary>Trains, or takes what is kept.</summary>
    /// <param name="photos">The photos.</param>
    /// <param name="network">Width and picture size of the base.</param>
    /// <param name="weightsPath">Keras weights of the base.</param>
    /// <param name="libTorch">Folder of libtorch's native files.</param>
    /// <param name="work">The work folder.</param>
    public static byte[] Ensure(PhotoFolder photos, MobileNetV2Options network, string weightsPath, string libTorch, string work)
    {
        var baseId = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(weightsPath)))[..16];
        var name = FormattableString.Invariant($"{baseId}-{network.Alpha}-{network.ImageSize}");
        var path = Path.Combine(work, $"linear-{name}-{photos.Pictures.Count}.tflite");
        if (File.Exists(path)) return File.ReadAllBytes(path);

        TorchEngine.Start(BenchOptions.Engine(libTorch, work));
        var weights = KerasWeightsFile.Read(weightsPath);
        MobileNetV2 LoadBase() => MobileNetV2.Load(network, weights);
        var head = new HeadOptions { Kind = HeadKind.Linear, Classes = photos.Classes.Count };
        var fineTune = new FineTuneOptions();
        var store = new FeatureStore(Path.Combine(work, "features"));
        var extraction = new ExtractionOptions { BaseId = name, Taps = [head.Tap, fineTune.Tap] };
        new FeatureExtractor(store, network, extraction, LoadBase).Ensure(photos.Pictures);
        FeatureSet Set(Tap tap, IReadOnlyList<FeatureSample> samples) => new(store, network, extraction, tap, samples);
        var trained = HeadTrainer.Train(
            Set(head.Tap, photos.Training), Set(head.Tap, photos.Validation), head, new TrainingOptions { Epochs = 10, BatchSize = 64, Seed = 1 });
        var tuned = FineTuner.Train(
            Set(fineTune.Tap, photos.Training), Set(fineTune.Tap, photos.Validation), LoadBase, head, trained.Weights, fineTune,
            new TrainingOptions { Epochs = 5, LearningRate = 1e-4, BatchSize = 64, Seed = 1 });
        var source = new ConversionSource { Base = network, Weights = tuned.Weights, Labels = photos.Classes, Name = "Flowers", Version = "1.0.0" };
        var file = TfliteFile.Write(Float32Converter.Convert(source), source);
        Directory.CreateDirectory(work);
        File.WriteAllBytes(path, file);
        return file;
    }
}
