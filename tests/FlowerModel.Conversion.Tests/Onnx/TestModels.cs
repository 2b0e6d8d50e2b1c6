using System.Runtime.InteropServices;
using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Conversion.Quantization;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Tests.Onnx;

/// <summary>
/// Classifiers that need no training: any base with a last layer that is computed from its features, so that the scores are neither 0 nor 1.
/// </summary>
internal static class TestModels
{
    private static readonly SizedNetwork EmbeddedBase = NetworkCatalog.Default.At(0.35, 128);
    private static readonly string[] Labels = ["one", "two", "three", "four", "five"];

    /// <summary>Returns a float32 file of a network with random weights, as narrow and small as it can be, and drawn images for it.</summary>
    internal static (byte[] File, float[][] Images) Random(string network, bool convolution, int count)
    {
        var found = NetworkCatalog.Find(network)!;
        var sized = found.At(found.MinAlpha, Math.Max(found.MinImageSize, Math.Min(found.MaxImageSize, 96)));
        var images = DrawnImages.Of(sized, count);
        return (Float32(sized, RandomWeights.OfAnyBase(sized, 3), convolution, RandomLayer, images), images);
    }

    /// <summary>Returns a float32 file of the base in the trainer's package that is fitted to images of five classes in turn.</summary>
    internal static byte[] Embedded(IReadOnlyList<float[]> images) => Float32(
        EmbeddedBase,
        KerasWeightsFile.Read(Path.Combine(ReferenceData.RepositoryRoot, "src", "FlowerModel.Trainer", "Bases", "mobilenet_v2_0.35_128_no_top.h5")),
        hasConvolution: false,
        NearestMean,
        images);

    /// <summary>Returns flower photos for <see cref="Embedded"/>, of the five classes in turn.</summary>
    /// <param name="skip">Number of photos to skip in each class.</param>
    /// <param name="count">Number of photos of all classes together.</param>
    internal static float[][] Photos(int skip, int count)
    {
        var preprocessor = new ImagePreprocessor(EmbeddedBase.ImageSize, EmbeddedBase.ImageSize);
        return [.. Directory.EnumerateDirectories(ReferenceData.FlowerPhotos).Order(StringComparer.Ordinal)
            .SelectMany(folder => Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Skip(skip).Take(count / Labels.Length).Index())
            .OrderBy(file => file.Index)
            .Select(file =>
            {
                var prepared = new float[preprocessor.Length];
                preprocessor.Prepare(RgbImage.Load(file.Item), prepared);
                return prepared;
            })];
    }

    private static byte[] Float32(
        SizedNetwork @base,
        KerasWeights weights,
        bool hasConvolution,
        Func<double[][], (float[] Kernel, float[] Bias)> layer,
        IReadOnlyList<float[]> images)
    {
        var channels = @base.Output.Channels;
        var source = new ConversionSource
        {
            Base = @base,
            Weights = weights.Append(hasConvolution ? RandomWeights.OfConvolutionHead(channels, 5, 7) : RandomWeights.OfLinearHead(channels, 5, 7)),
            Labels = Labels,
            Name = "Test",
            Version = "1.2.0",
            Description = "Drawn images.",
            UnknownThreshold = 0.25,
        };
        return TfliteFile.Write(Fit(Float32Converter.Convert(source), layer, images), source);
    }

    internal static byte[] Quantized(byte[] float32, NumberFormat format, IReadOnlyList<float[]> images) => Quantizer.Quantize(
        float32,
        new QuantizationOptions { Format = format, Input = InferenceType.Float32, Output = InferenceType.Float32 },
        format == NumberFormat.Int8 ? CalibrationImages.FromPrepared(images) : null,
        null,
        CancellationToken.None).File.ToArray();

    private static Model Fit(Model model, Func<double[][], (float[] Kernel, float[] Bias)> layer, IReadOnlyList<float[]> images)
    {
        var main = model.Main;
        var place = main.Operators.Index().Single(op => op.Item.Code == BuiltinOperator.FullyConnected);
        var dense = place.Item;
        var before = new Interpreter(model with
        {
            Subgraphs = [main with { Outputs = [dense.Inputs[0]], Operators = [.. main.Operators.Take(place.Index)] }],
            Signatures = [],
        });
        double[][] features = [.. images.Select(image => Array.ConvertAll(Run(before, image), value => (double)value))];
        var (kernel, bias) = layer(features);
        Tensor[] tensors = [.. main.Tensors];
        tensors[dense.Inputs[1]] = tensors[dense.Inputs[1]] with { Data = MemoryMarshal.AsBytes(kernel.AsSpan()).ToArray() };
        tensors[dense.Inputs[2]] = tensors[dense.Inputs[2]] with { Data = MemoryMarshal.AsBytes(bias.AsSpan()).ToArray() };
        return model with { Subgraphs = [main with { Tensors = tensors }] };
    }

    /// <summary>A layer that gives the logits a standard deviation of 2 over the classes, without amplifying what distinguishes the images.</summary>
    private static (float[] Kernel, float[] Bias) RandomLayer(double[][] features)
    {
        var random = new Random(11);
        double[][] rows = [.. Labels.Select(_ => features[0].Select(_ => random.NextDouble() - 0.5).ToArray())];
        var deviation = features.Average(x =>
        {
            double[] logits = [.. rows.Select(row => row.Zip(x, (weight, value) => weight * value).Sum())];
            return Math.Sqrt(logits.Average(logit => Math.Pow(logit - logits.Average(), 2)));
        });
        return ([.. rows.SelectMany(row => row.Select(weight => (float)(2 / deviation * weight)))], [0.3f, -0.2f, 0, 0.1f, -0.4f]);
    }

    /// <summary>A layer that chooses the class with the nearest mean, with a lead of 2 on average.</summary>
    private static (float[] Kernel, float[] Bias) NearestMean(double[][] features)
    {
        double[][] means = [.. Enumerable.Range(0, Labels.Length).Select(label => Mean([.. features.Where((_, i) => i % Labels.Length == label)]))];
        var leads = features.Select(x => means.Select(mean => Logit(mean, x)).OrderDescending().Take(2).ToArray()).Average(best => best[0] - best[1]);
        return (
            [.. means.SelectMany(mean => mean.Select(value => (float)(2 / leads * value)))],
            [.. means.Select(mean => (float)(2 / leads * Logit(mean, new double[mean.Length])))]);
    }

    // Half the negative squared distance, without the part that all classes share.
    private static double Logit(double[] mean, double[] x) => mean.Zip(x, (m, value) => m * (value - (m / 2))).Sum();

    private static double[] Mean(double[][] all) => [.. Enumerable.Range(0, all[0].Length).Select(i => all.Average(x => x[i]))];

    private static float[] Run(Interpreter interpreter, float[] image)
    {
        var result = new float[interpreter.OutputTensor.ElementCount];
        interpreter.Run(image, result);
        return result;
    }
}
