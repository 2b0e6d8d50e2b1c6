using System.Security.Cryptography;
using System.Text;
using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Conversion;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Bench;

/// <summary>
/// The float32 .tflite that the reference protocol with a linear head trains (10 epochs of the head, 5 of fine-tuning at 0.0001), stored in
/// the work folder so that each split of the photos is trained only once.
/// </summary>
internal static class TrainedFile
{
    /// <summary>Returns the stored file, or trains it.</summary>
    /// <param name="photos">The photos.</param>
    /// <param name="bestEpochBy">The subset that selects the best epoch; with the training subset, that is (nearly) the last one.</param>
    /// <param name="network">Width and image size of the base.</param>
    /// <param name="weightsPath">Keras weights of the base.</param>
    /// <param name="work">The work folder.</param>
    public static byte[] Ensure(PhotoFolder photos, Subset bestEpochBy, SizedNetwork network, string weightsPath, string work)
    {
        var baseId = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(weightsPath)))[..16];
        var choosing = bestEpochBy == Subset.Train ? photos.Training : photos.Validation;
        var name = FormattableString.Invariant($"{baseId}-{network.Alpha}-{network.ImageSize}");
        var path = Path.Combine(work, $"linear-{name}-{Split(photos.Training)}-{Split(choosing)}.tflite");
        if (File.Exists(path)) return File.ReadAllBytes(path);

        var weights = KerasWeightsFile.Read(weightsPath);
        var head = new HeadOptions { Kind = HeadKind.Linear, Classes = photos.Classes.Count };
        var fineTune = new FineTuneOptions { From = network.Network.FineTuneFrom };
        var store = new FeatureStore(Path.Combine(work, "features"));
        var extraction = new ExtractionOptions { BaseId = name, Taps = [head.TapOf(network.Network), fineTune.TapOf(network.Network)] };
        var system = new ManagedSystem(network, weights, seed: 1, store, extraction);
        system.Extract(photos.Images);
        var trained = system.TrainHead(
            photos.Training, choosing, head, new TrainingOptions { Epochs = 10, BatchSize = 64, Seed = 1 });
        var tuned = system.FineTune(
            photos.Training, choosing, head, trained.Weights, fineTune, new TrainingOptions { Epochs = 5, LearningRate = 1e-4, BatchSize = 64, Seed = 1 });
        var source = new ConversionSource { Base = network, Weights = tuned.Weights, Labels = photos.Classes, Name = "Flowers", Version = "1.0.0" };
        var file = TfliteFile.Write(Float32Converter.Convert(source), source);
        Directory.CreateDirectory(work);
        File.WriteAllBytes(path + ".part", file);
        File.Move(path + ".part", path, overwrite: true);
        return file;
    }

    /// <summary>An ID of a subset of the photos.</summary>
    private static string Split(IEnumerable<FeatureSample> samples)
    {
        var text = string.Concat(samples.Select(sample => $"{sample.ImageSha256} {sample.Label}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)))[..8];
    }
}
