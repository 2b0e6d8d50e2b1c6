using FlowerModel.Conversion.Keras;

namespace FlowerModel.Conversion.Tests.Float32;

/// <summary>
/// MobileNetV2 and the heads layer by layer as Keras defines them, in double precision and without folding: explicit zero padding before
/// 'valid' convolutions with stride 2, and BatchNorm by its formula. Slow but obviously correct, as a reference for the converter.
/// </summary>
internal static class KerasReference
{
    // Blocks of keras.applications' MobileNetV2: filters before the width multiplier, stride, expansion.
    private static readonly (int Filters, int Stride, int Expansion)[] Blocks =
    [
        (16, 1, 1), (24, 2, 6), (24, 1, 6), (32, 2, 6), (32, 1, 6), (32, 1, 6), (64, 2, 6), (64, 1, 6), (64, 1, 6), (64, 1, 6),
        (96, 1, 6), (96, 1, 6), (96, 1, 6), (160, 2, 6), (160, 1, 6), (160, 1, 6), (320, 1, 6),
    ];

    /// <summary>Pooled features of the base.</summary>
    internal static double[] Features(KerasWeights weights, float[] image, int size) => Pool(Base(weights, image, size));

    /// <summary>Class probabilities.</summary>
    internal static double[] Probabilities(KerasWeights weights, float[] image, int size)
    {
        var map = Base(weights, image, size);
        if (weights.Find("conv2d") is { } convolution)
        {
            map = Convolve(map, convolution, stride: 1);
            AddBias(map, convolution.Find("bias")!.Values);
            Limit(map, double.MaxValue);
        }

        var pooled = Pool(map);
        var kernel = weights.Find("dense")!.Find("kernel")!;
        var logits = weights.Find("dense")!.Find("bias")!.Values.Select(value => (double)value).ToArray();
        for (var i = 0; i < pooled.Length; i++)
        {
            for (var j = 0; j < logits.Length; j++) logits[j] += pooled[i] * kernel.Values[i * logits.Length + j];
        }

        var largest = logits.Max();
        var exponentials = Array.ConvertAll(logits, logit => Math.Exp(logit - largest));
        return Array.ConvertAll(exponentials, value => value / exponentials.Sum());
    }

    private static Map Base(KerasWeights weights, float[] image, int size)
    {
        var map = new Map(size, size, 3, Array.ConvertAll(image, value => (double)value));
        map = Convolve(CorrectPad(map), weights.Find("Conv1")!, stride: 2);
        Normalize(map, weights.Find("bn_Conv1")!);
        Limit(map, 6);
        for (var block = 0; block < Blocks.Length; block++)
        {
            var (_, stride, expansion) = Blocks[block];
            var name = block == 0 ? "expanded_conv" : $"block_{block}";
            var input = map;
            if (expansion > 1)
            {
                map = Convolve(map, weights.Find(name + "_expand")!, stride: 1);
                Normalize(map, weights.Find(name + "_expand_BN")!);
                Limit(map, 6);
            }

            map = stride == 2 ? CorrectPad(map) : ZeroPad(map, 1, 1);
            map = ConvolveDepthwise(map, weights.Find(name + "_depthwise")!, stride);
            Normalize(map, weights.Find(name + "_depthwise_BN")!);
            Limit(map, 6);
            map = Convolve(map, weights.Find(name + "_project")!, stride: 1);
            Normalize(map, weights.Find(name + "_project_BN")!);
            if (stride == 1 && input.Channels == map.Channels)
            {
                for (var i = 0; i < map.Values.Length; i++) map.Values[i] += input.Values[i];
            }
        }

        map = Convolve(map, weights.Find("Conv_1")!, stride: 1);
        Normalize(map, weights.Find("Conv_1_bn")!);
        Limit(map, 6);
        return map;
    }

    /// <summary><c>imagenet_utils.correct_pad</c> for a kernel size of 3: (1 - adjust, 1) with adjust = 1 - size % 2.</summary>
    private static Map CorrectPad(Map map)
    {
        Assert.Equal(map.Height, map.Width);
        return ZeroPad(map, 1 - (1 - map.Height % 2), 1);
    }

    private static Map ZeroPad(Map map, int before, int after)
    {
        var padded = new Map(map.Height + before + after, map.Width + before + after, map.Channels);
        for (var y = 0; y < map.Height; y++)
        {
            Array.Copy(map.Values, map.At(y, 0), padded.Values, padded.At(y + before, before), map.Width * map.Channels);
        }

        return padded;
    }

    private static Map Convolve(Map map, KerasLayer layer, int stride)
    {
        var kernel = layer.Find("kernel")!;
        var (size, outputs) = (kernel.Shape[0], kernel.Shape[3]);
        Assert.Equal(map.Channels, kernel.Shape[2]);
        var result = new Map((map.Height - size) / stride + 1, (map.Width - size) / stride + 1, outputs);
        for (var y = 0; y < result.Height; y++)
        {
            for (var x = 0; x < result.Width; x++)
            {
                var sums = result.Values.AsSpan(result.At(y, x), outputs);
                for (var tap = 0; tap < size * size; tap++)
                {
                    var from = map.At(y * stride + tap / size, x * stride + tap % size);
                    for (var i = 0; i < map.Channels; i++)
                    {
                        var value = map.Values[from + i];
                        var row = kernel.Values.AsSpan((tap * map.Channels + i) * outputs, outputs);
                        for (var o = 0; o < outputs; o++) sums[o] += value * row[o];
                    }
                }
            }
        }

        return result;
    }

    private static Map ConvolveDepthwise(Map map, KerasLayer layer, int stride)
    {
        var kernel = layer.Find("depthwise_kernel")!.Values;
        var result = new Map((map.Height - 3) / stride + 1, (map.Width - 3) / stride + 1, map.Channels);
        for (var y = 0; y < result.Height; y++)
        {
            for (var x = 0; x < result.Width; x++)
            {
                for (var tap = 0; tap < 9; tap++)
                {
                    var from = map.At(y * stride + tap / 3, x * stride + tap % 3);
                    for (var c = 0; c < map.Channels; c++)
                    {
                        result.Values[result.At(y, x) + c] += map.Values[from + c] * kernel[tap * map.Channels + c];
                    }
                }
            }
        }

        return result;
    }

    private static void Normalize(Map map, KerasLayer layer)
    {
        var (gamma, beta) = (layer.Find("gamma")!.Values, layer.Find("beta")!.Values);
        var (mean, variance) = (layer.Find("moving_mean")!.Values, layer.Find("moving_variance")!.Values);
        for (var i = 0; i < map.Values.Length; i++)
        {
            var c = i % map.Channels;
            map.Values[i] = gamma[c] * (map.Values[i] - mean[c]) / Math.Sqrt(variance[c] + 1e-3) + beta[c];
        }
    }

    private static void AddBias(Map map, float[] bias)
    {
        for (var i = 0; i < map.Values.Length; i++) map.Values[i] += bias[i % map.Channels];
    }

    private static void Limit(Map map, double most)
    {
        for (var i = 0; i < map.Values.Length; i++) map.Values[i] = Math.Clamp(map.Values[i], 0, most);
    }

    private static double[] Pool(Map map)
    {
        var sums = new double[map.Channels];
        for (var i = 0; i < map.Values.Length; i++) sums[i % map.Channels] += map.Values[i];
        return Array.ConvertAll(sums, sum => sum / (map.Height * map.Width));
    }

    /// <summary>An image of doubles, height by width by channels.</summary>
    private sealed record Map(int Height, int Width, int Channels, double[] Values)
    {
        internal Map(int height, int width, int channels) : this(height, width, channels, new double[height * width * channels])
        {
        }

        internal int At(int y, int x) => (y * Width + x) * Channels;
    }
}
