using FlowerModel.Conversion.Keras;
using FlowerModel.Runtime;
using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;

// Created once for all tests that convert or evaluate.
[assembly: AssemblyFixture(typeof(NearestMean))]

namespace FlowerModel.Tool.Tests.Support;

/// <summary>
/// A classifier that needs no training: the embedded base with a dense layer that returns the class with the nearest mean of the features. Its
/// predictions can be computed by hand. The images are those of the sample, so no reference data is needed.
/// </summary>
public sealed class NearestMean : IDisposable
{
    private const int ImagesOfAMean = 12;

    private readonly TemporaryFolder folder = new();
    private readonly ImageClassifier features;
    private readonly double[][] means;

    /// <summary>Computes the means and writes the weights.</summary>
    public NearestMean()
    {
        var converted = Command.Run("convert", BaseWeights, "--image-size", "128", "--head", "none", "--output", folder["features.tflite"]);
        Assert.True(converted.ExitCode == 0, converted.Errors);
        features = ImageClassifier.Load(folder["features.tflite"]);
        means = [.. Labels.Select(MeanOf)];
        WriteWeights(folder["model.h5"], offsets: new double[Labels.Count]);
        File.WriteAllText(folder["labels.txt"], string.Join('\n', Labels) + "\n");
        Convert(Weights, Model);
    }

    /// <summary>The class names, sorted.</summary>
    public static IReadOnlyList<string> Labels { get; } = ["daisy", "dandelion", "roses", "sunflowers", "tulips"];

    /// <summary>The base that ships with the trainer: width 0.35, 128 pixels.</summary>
    public static string BaseWeights =>
        Path.Combine(ReferenceData.RepositoryRoot, "src", "FlowerModel.Trainer", "Bases", "mobilenet_v2_0.35_128_no_top.h5");

    /// <summary>Path of the weights of base and head. labels.txt is in the same folder.</summary>
    public string Weights => folder["model.h5"];

    /// <summary>Path of the float32 model of these weights.</summary>
    public string Model => folder["model.tflite"];

    /// <summary>Returns images of a class that were not used to compute means.</summary>
    public static IEnumerable<string> Unseen(string label, int count) => Images(label).Skip(ImagesOfAMean).Take(count);

    /// <summary>Returns the images of a class, sorted by name.</summary>
    public static IEnumerable<string> Images(string label) =>
        Directory.GetFiles(Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "flowers", label)).Order(StringComparer.Ordinal);

    /// <summary>Returns the expected prediction of the classifier, computed without its head.</summary>
    public string AnswerTo(string image)
    {
        var x = FeaturesOf(image);
        return Labels[Enumerable.Range(0, means.Length).MinBy(label => means[label].Zip(x, (mean, value) => (mean - value) * (mean - value)).Sum())];
    }

    /// <summary>Writes weights whose predictions are biased towards classes by adding offsets to the logits.</summary>
    public void WriteWeights(string path, IReadOnlyList<double> offsets)
    {
        // |x - m|² = |x|² - 2 x·m + |m|², where |x|² is the same for all classes.
        var channels = means[0].Length;
        var kernel = new float[channels * Labels.Count];
        for (var channel = 0; channel < channels; channel++)
        {
            for (var label = 0; label < Labels.Count; label++) kernel[(channel * Labels.Count) + label] = (float)(2 * means[label][channel]);
        }

        var bias = means.Select((mean, label) => (float)(offsets[label] - mean.Sum(value => value * value))).ToArray();
        var head = new KerasWeights(
            [new KerasLayer("dense", [new KerasTensor("kernel", [channels, Labels.Count], kernel), new KerasTensor("bias", [Labels.Count], bias)])], "head");
        KerasWeightsFile.Write(KerasWeightsFile.Read(BaseWeights).Append(head), path);
    }

    /// <summary>Converts weights that have labels.txt in their folder.</summary>
    public static void Convert(string weights, string model)
    {
        var result = Command.Run("convert", weights, "--output", model, "--image-size", "128");
        Assert.True(result.ExitCode == 0, result.Errors);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        features.Dispose();
        folder.Dispose();
    }

    private double[] MeanOf(string label)
    {
        var vectors = Images(label).Take(ImagesOfAMean).Select(FeaturesOf).ToArray();
        return [.. Enumerable.Range(0, vectors[0].Length).Select(channel => vectors.Average(vector => vector[channel]))];
    }

    private double[] FeaturesOf(string image) => [.. features.Classify(image).Scores.Select(value => (double)value)];
}
