using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization;
using FlowerModel.Conversion;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Trainer.Tests.Golden;

/// <summary>
/// Creates the models in <c>Inputs/</c>: a complete MobileNetV2 with width 0.05 and 32 pixels, with random weights and a head that returns
/// the nearest class mean of the drawn images. They are committed so that a change in the conversion does not change the inputs of later stages.
/// </summary>
internal static class SmallModel
{
    private const int ImageSize = 32;
    private const float Sharpness = 6;

    /// <summary>Writes <c>small.float32.tflite</c>, <c>small.dynamic.tflite</c> and <c>small.int8.tflite</c>.</summary>
    public static void Write(string folder, Manifest manifest)
    {
        var options = NetworkCatalog.Default.At(0.05, ImageSize);
        var weights = DrawnStatistics.AddTo(InitialWeights.OfBase(options, seed: 9));
        var headless = new ConversionSource { Base = options, Weights = weights };
        var features = Path.Combine(folder, "features.tflite");
        File.WriteAllBytes(features, TfliteFile.Write(Float32Converter.Convert(headless), headless));
        var source = new ConversionSource { Base = options, Weights = weights.Append(Head(features, manifest)), Labels = manifest.Labels, Name = "Small" };
        File.Delete(features);

        var float32 = TfliteFile.Write(Float32Converter.Convert(source), source);
        File.WriteAllBytes(Path.Combine(folder, "small.float32.tflite"), float32);
        var calibration = CalibrationImages.FromFiles(float32, [.. Readable(manifest).Select(manifest.FullPath)]);
        foreach (var kind in (NumberFormat[])[NumberFormat.Dynamic, NumberFormat.Int8])
        {
            var model = Quantizer.Quantize(float32, new QuantizationOptions { Format = kind }, calibration, progress: null, CancellationToken.None);
            File.WriteAllBytes(Path.Combine(folder, $"small.{ChoiceText.Name(kind)}.tflite"), model.File.ToArray());
        }
    }

    private static IEnumerable<ManifestEntry> Readable(Manifest manifest) =>
        manifest.Entries.Where(entry => entry.Subset == Subset.Train && entry.Path.EndsWith(".bmp", StringComparison.Ordinal));

    private static KerasWeights Head(string features, Manifest manifest)
    {
        using var model = ImageClassifier.Load(features);
        var means = manifest.Labels.Select(label => Mean(
            [.. Readable(manifest).Where(entry => entry.Label == label).Select(entry => model.Classify(manifest.FullPath(entry)).Scores.ToArray())])).ToArray();
        int channels = means[0].Length, classes = means.Length;
        // |x - m|² = |x|² - 2 x·m + |m|², where |x|² is the same for all classes. The means are scaled so that no class gets a probability near 1.
        var scale = Sharpness / Enumerable.Range(0, channels).Sum(i => (means[0][i] - means[1][i]) * (means[0][i] - means[1][i]));
        var kernel = Enumerable.Range(0, channels * classes).Select(i => 2 * scale * means[i % classes][i / classes]).ToArray();
        var bias = means.Select(mean => -scale * mean.Sum(value => value * value)).ToArray();
        return new KerasWeights(
            [new KerasLayer("dense", [new KerasTensor("kernel", [channels, classes], kernel), new KerasTensor("bias", [classes], bias)])], "nearest mean");
    }

    private static float[] Mean(float[][] vectors) => [.. vectors[0].Select((_, channel) => vectors.Average(vector => vector[channel]))];
}
