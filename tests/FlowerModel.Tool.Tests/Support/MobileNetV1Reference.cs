using FlowerModel.Conversion.Keras;

namespace FlowerModel.Tool.Tests.Support;

/// <summary>
/// MobileNet (Howard et al. 2017) with a linear head as Keras computes it, layer by layer in double precision and without folding: explicit zero
/// padding, 'valid' convolutions and BatchNorm by its formula. Weights are random, with BatchNorm statistics that make errors in folding visible. Slow
/// but obviously correct, as a reference for the converter. It does not use the description of the network in the product.
/// </summary>
internal sealed class MobileNetV1Reference
{
    // From table 1 of the paper: the output channels and the stride of the depthwise convolution.
    private static readonly (int Filters, int Stride)[] Blocks =
        [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1)];

    private readonly Random random;
    private readonly int classes;
    private readonly List<KerasLayer> layers = [];

    /// <param name="alpha">Width. Keras truncates the number of channels and does not round it.</param>
    /// <param name="classes">Number of classes of the head.</param>
    /// <param name="seed">Seed of the weights.</param>
    public MobileNetV1Reference(double alpha, int classes, int seed)
    {
        (random, this.classes) = (new Random(seed), classes);
        var channels = (int)(32 * alpha);
        AddConvolution("conv1", 3, 3, channels);
        for (var block = 1; block <= Blocks.Length; block++)
        {
            var outputs = (int)(Blocks[block - 1].Filters * alpha);
            layers.Add(new KerasLayer($"conv_dw_{block}", [Tensor("depthwise_kernel", -0.8, 0.8, 3, 3, channels, 1)]));
            AddNorm($"conv_dw_{block}_bn", channels);
            AddConvolution($"conv_pw_{block}", 1, channels, outputs);
            channels = outputs;
        }

        layers.Add(new KerasLayer("dense", [Tensor("kernel", -0.5, 0.5, channels, classes), Tensor("bias", -0.5, 0.5, classes)]));
        Weights = new KerasWeights(layers, "seeded weights");
    }

    /// <summary>The weights with the names of Keras.</summary>
    public KerasWeights Weights { get; }

    /// <summary>Returns the class probabilities of an image of [size, size, 3] in [-1, 1].</summary>
    public double[] Probabilities(float[] image, int size)
    {
        // 'same': no rows are lost, and if the number of zeros is odd, the extra one is at the end.
        var total = Math.Max(0, (((size + 1) / 2 - 1) * 2) + 3 - size);
        var map = Pad(new Map(size, size, 3, Array.ConvertAll(image, value => (double)value)), total / 2, total - (total / 2));
        map = Normalized(Convolved(map, Kernel("conv1", "kernel"), 2), "conv1_bn");
        for (var block = 1; block <= Blocks.Length; block++)
        {
            var stride = Blocks[block - 1].Stride;
            map = stride == 2 ? Pad(map, 0, 1) : Pad(map, 1, 1);
            map = Normalized(ConvolvedDepthwise(map, Kernel($"conv_dw_{block}", "depthwise_kernel"), stride), $"conv_dw_{block}_bn");
            map = Normalized(Convolved(map, Kernel($"conv_pw_{block}", "kernel"), 1), $"conv_pw_{block}_bn");
        }

        var logits = Array.ConvertAll(Kernel("dense", "bias").Values, value => (double)value);
        var kernel = Kernel("dense", "kernel").Values;
        for (var i = 0; i < map.Values.Length; i++)
        {
            for (var j = 0; j < classes; j++) logits[j] += map.Values[i] / (map.Height * map.Width) * kernel[(i % map.Channels * classes) + j];
        }

        var exponentials = Array.ConvertAll(logits, logit => Math.Exp(logit - logits.Max()));
        return Array.ConvertAll(exponentials, value => value / exponentials.Sum());
    }

    private KerasTensor Kernel(string layer, string name) => Weights.Find(layer)!.Find(name)!;

    private static Map Pad(Map map, int before, int after)
    {
        var padded = Map.Zero(map.Height + before + after, map.Width + before + after, map.Channels);
        for (var y = 0; y < map.Height; y++) Array.Copy(map.Values, map.At(y, 0), padded.Values, padded.At(y + before, before), map.Width * map.Channels);
        return padded;
    }

    private static Map Convolved(Map map, KerasTensor kernel, int stride)
    {
        var (size, inputs, outputs) = (kernel.Shape[0], kernel.Shape[2], kernel.Shape[3]);
        var result = Map.Zero((map.Height - size) / stride + 1, (map.Width - size) / stride + 1, outputs);
        for (var place = 0; place < result.Height * result.Width; place++)
        {
            for (var tap = 0; tap < size * size; tap++)
            {
                var from = map.At((place / result.Width * stride) + (tap / size), (place % result.Width * stride) + (tap % size));
                for (var i = 0; i < inputs; i++)
                {
                    for (var o = 0; o < outputs; o++) result.Values[(place * outputs) + o] += map.Values[from + i] * kernel.Values[(((tap * inputs) + i) * outputs) + o];
                }
            }
        }

        return result;
    }

    private static Map ConvolvedDepthwise(Map map, KerasTensor kernel, int stride)
    {
        var result = Map.Zero((map.Height - 3) / stride + 1, (map.Width - 3) / stride + 1, map.Channels);
        for (var i = 0; i < result.Values.Length; i++)
        {
            var (place, channel) = (i / map.Channels, i % map.Channels);
            for (var tap = 0; tap < 9; tap++)
            {
                var from = map.At((place / result.Width * stride) + (tap / 3), (place % result.Width * stride) + (tap % 3));
                result.Values[i] += map.Values[from + channel] * kernel.Values[(tap * map.Channels) + channel];
            }
        }

        return result;
    }

    /// <summary>BatchNorm with the epsilon of Keras, then ReLU6.</summary>
    private Map Normalized(Map map, string norm)
    {
        float[] Of(string name) => Kernel(norm, name).Values;
        var (gamma, beta, mean, variance) = (Of("gamma"), Of("beta"), Of("moving_mean"), Of("moving_variance"));
        for (var i = 0; i < map.Values.Length; i++)
        {
            var c = i % map.Channels;
            map.Values[i] = Math.Clamp((gamma[c] * (map.Values[i] - mean[c]) / Math.Sqrt(variance[c] + 1e-3)) + beta[c], 0, 6);
        }

        return map;
    }

    private void AddConvolution(string name, int size, int inputs, int outputs)
    {
        var limit = Math.Sqrt(6.0 / (size * size * inputs));
        layers.Add(new KerasLayer(name, [Tensor("kernel", -limit, limit, size, size, inputs, outputs)]));
        AddNorm(name + "_bn", outputs);
    }

    private void AddNorm(string name, int channels) => layers.Add(new KerasLayer(
        name,
        [
            Tensor("gamma", 0.5, 1.5, channels), Tensor("beta", -0.5, 1, channels),
            Tensor("moving_mean", -0.5, 0.5, channels), Tensor("moving_variance", 0.3, 2, channels),
        ]));

    private KerasTensor Tensor(string name, double low, double high, params int[] shape)
    {
        var count = shape.Aggregate(1, (product, size) => product * size);
        return new KerasTensor(name, shape, [.. Enumerable.Range(0, count).Select(_ => (float)(low + ((high - low) * random.NextDouble())))]);
    }

    private sealed record Map(int Height, int Width, int Channels, double[] Values)
    {
        public static Map Zero(int height, int width, int channels) => new(height, width, channels, new double[height * width * channels]);

        public int At(int y, int x) => ((y * Width) + x) * Channels;
    }
}
