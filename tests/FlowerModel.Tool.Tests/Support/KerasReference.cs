using FlowerModel.Conversion.Keras;

namespace FlowerModel.Tool.Tests.Support;

/// <summary>
/// A network with a linear head as Keras computes it, layer by layer in double precision and without folding: explicit zero padding, 'valid'
/// convolutions and BatchNorm by its formula. Weights are random, with BatchNorm statistics that make errors in folding visible. Slow but obviously
/// correct, as a reference for the converter. It does not use the description of the network in the product.
/// </summary>
/// <param name="classes">Number of classes of the head.</param>
/// <param name="seed">Seed of the weights.</param>
internal abstract class KerasReference(int classes, int seed)
{
    private readonly Random random = new(seed);
    private readonly List<KerasLayer> layers = [];
    private bool isSettling;

    /// <summary>The weights with the names of Keras.</summary>
    public KerasWeights Weights => field ??= new KerasWeights(layers, "seeded weights");

    /// <summary>Returns the class probabilities of an image of [size, size, 3] in [-1, 1].</summary>
    public double[] Probabilities(float[] image, int size)
    {
        var map = Features(new Map(size, size, 3, Array.ConvertAll(image, value => (double)value)));
        var logits = Array.ConvertAll(Weight("dense", "bias").Values, value => (double)value);
        var kernel = Weight("dense", "kernel").Values;
        var pooled = Pooled(map).Values;
        for (var i = 0; i < pooled.Length; i++)
        {
            for (var j = 0; j < classes; j++) logits[j] += pooled[i] * kernel[(i * classes) + j];
        }

        var exponentials = Array.ConvertAll(logits, logit => Math.Exp(logit - logits.Max()));
        return Array.ConvertAll(exponentials, value => value / exponentials.Sum());
    }

    /// <summary>Returns the output of the base for an image of [size, size, 3]: [side, side, channels].</summary>
    public (int Side, int Channels, double[] Values) FeatureMap(double[] image, int size)
    {
        var map = Features(new Map(size, size, 3, image));
        return (map.Height, map.Channels, map.Values);
    }

    /// <summary>
    /// Sets the BatchNorm statistics to those of some images, not quite, so that activations have the ranges of a trained network. Networks that do not
    /// clip their activations need it: with random statistics they would grow from layer to layer.
    /// </summary>
    /// <param name="images">A square number of images, [size, size, 3] in [-1, 1], which are put side by side.</param>
    public void Settle(IReadOnlyList<float[]> images)
    {
        var (side, size) = ((int)Math.Sqrt(images.Count), (int)Math.Sqrt(images[0].Length / 3));
        var whole = Map.Zero(side * size, side * size, 3);
        for (var i = 0; i < whole.Values.Length; i++)
        {
            var (y, x) = (i / 3 / whole.Width, i / 3 % whole.Width);
            whole.Values[i] = images[(y / size * side) + (x / size)][(((y % size * size) + (x % size)) * 3) + (i % 3)];
        }

        isSettling = true;
        Features(whole);
        isSettling = false;
    }

    /// <summary>The output of the base.</summary>
    protected abstract Map Features(Map image);

    protected KerasTensor Weight(string layer, string name) => Weights.Find(layer)!.Find(name)!;

    protected void AddConvolution(string name, string norm, int size, int inputs, int outputs)
    {
        AddLayer(name, Kernel(size, inputs, outputs));
        AddNorm(norm, outputs);
    }

    protected void AddConvolutionWithBias(string name, int inputs, int outputs) =>
        AddLayer(name, Kernel(1, inputs, outputs), Tensor("bias", -0.5, 0.5, outputs));

    protected void AddDepthwise(string name, string norm, int size, int channels)
    {
        AddLayer(name, Tensor("depthwise_kernel", -2.4 / size, 2.4 / size, size, size, channels, 1));
        AddNorm(norm, channels);
    }

    protected void AddHead(int channels, double limit = 0.5) =>
        AddLayer("dense", Tensor("kernel", -limit, limit, channels, classes), Tensor("bias", -0.5, 0.5, classes));

    private void AddNorm(string name, int channels) => AddLayer(
        name,
        Tensor("gamma", 0.5, 1.5, channels), Tensor("beta", -0.5, 1, channels),
        Tensor("moving_mean", -0.5, 0.5, channels), Tensor("moving_variance", 0.3, 2, channels));

    private void AddLayer(string name, params KerasTensor[] tensors) => layers.Add(new KerasLayer(name, tensors));

    private KerasTensor Kernel(int size, int inputs, int outputs)
    {
        var limit = Math.Sqrt(6.0 / (size * size * inputs));
        return Tensor("kernel", -limit, limit, size, size, inputs, outputs);
    }

    private KerasTensor Tensor(string name, double low, double high, params int[] shape)
    {
        var count = shape.Aggregate(1, (product, size) => product * size);
        return new KerasTensor(name, shape, [.. Enumerable.Range(0, count).Select(_ => (float)(low + ((high - low) * random.NextDouble())))]);
    }

    /// <summary>'same' padding: no rows are lost, and if the number of zeros is odd, the extra one is at the end.</summary>
    protected static Map PadSame(Map map, int size, int stride)
    {
        var total = Math.Max(0, (((map.Height + stride - 1) / stride - 1) * stride) + size - map.Height);
        return Pad(map, total / 2, total - (total / 2));
    }

    protected static Map Pad(Map map, int before, int after)
    {
        var padded = Map.Zero(map.Height + before + after, map.Width + before + after, map.Channels);
        for (var y = 0; y < map.Height; y++) Array.Copy(map.Values, map.At(y, 0), padded.Values, padded.At(y + before, before), map.Width * map.Channels);
        return padded;
    }

    /// <summary>A 'valid' convolution, with the bias if the layer has one.</summary>
    protected Map Convolved(Map map, string layer, int stride)
    {
        var kernel = Weight(layer, "kernel");
        var (size, inputs, outputs) = (kernel.Shape[0], kernel.Shape[2], kernel.Shape[3]);
        var bias = Weights.Find(layer)!.Find("bias")?.Values ?? new float[outputs];
        var result = Map.Zero((map.Height - size) / stride + 1, (map.Width - size) / stride + 1, outputs);
        for (var place = 0; place < result.Height * result.Width; place++)
        {
            for (var o = 0; o < outputs; o++) result.Values[(place * outputs) + o] = bias[o];
            for (var tap = 0; tap < size * size; tap++)
            {
                var from = map.At((place / result.Width * stride) + (tap / size), (place % result.Width * stride) + (tap % size));
                for (var i = 0; i < inputs; i++)
                {
                    for (var o = 0; o < outputs; o++)
                        result.Values[(place * outputs) + o] += map.Values[from + i] * kernel.Values[(((tap * inputs) + i) * outputs) + o];
                }
            }
        }

        return result;
    }

    protected Map ConvolvedDepthwise(Map map, string layer, int stride)
    {
        var kernel = Weight(layer, "depthwise_kernel");
        var size = kernel.Shape[0];
        var result = Map.Zero((map.Height - size) / stride + 1, (map.Width - size) / stride + 1, map.Channels);
        for (var i = 0; i < result.Values.Length; i++)
        {
            var (place, channel) = (i / map.Channels, i % map.Channels);
            for (var tap = 0; tap < size * size; tap++)
            {
                var from = map.At((place / result.Width * stride) + (tap / size), (place % result.Width * stride) + (tap % size));
                result.Values[i] += map.Values[from + channel] * kernel.Values[(tap * map.Channels) + channel];
            }
        }

        return result;
    }

    /// <summary>BatchNorm with the epsilon of Keras.</summary>
    protected Map Normalized(Map map, string norm)
    {
        float[] Of(string name) => Weight(norm, name).Values;
        var (gamma, beta, mean, variance) = (Of("gamma"), Of("beta"), Of("moving_mean"), Of("moving_variance"));
        if (isSettling)
        {
            for (var c = 0; c < map.Channels; c++)
            {
                var sums = (Value: 0.0, Square: 0.0);
                var count = map.Height * map.Width;
                for (var i = c; i < map.Values.Length; i += map.Channels) sums = (sums.Value + map.Values[i], sums.Square + (map.Values[i] * map.Values[i]));
                mean[c] = (float)(sums.Value / count);
                variance[c] = (float)((((sums.Square / count) - (mean[c] * mean[c])) * (1 + random.NextDouble())) + 0.02);
            }
        }

        return map.Each((value, c) => (gamma[c] * (value - mean[c]) / Math.Sqrt(variance[c] + 1e-3)) + beta[c]);
    }

    /// <summary>The mean over height and width.</summary>
    protected static Map Pooled(Map map)
    {
        var result = Map.Zero(1, 1, map.Channels);
        for (var i = 0; i < map.Values.Length; i++) result.Values[i % map.Channels] += map.Values[i] / (map.Height * map.Width);
        return result;
    }

    /// <summary>Activations of an image: height, width, channels.</summary>
    protected sealed record Map(int Height, int Width, int Channels, double[] Values)
    {
        public static Map Zero(int height, int width, int channels) => new(height, width, channels, new double[height * width * channels]);

        public int At(int y, int x) => ((y * Width) + x) * Channels;

        /// <summary>Applies a function of value and channel to each element.</summary>
        public Map Each(Func<double, int, double> function) => this with { Values = [.. Values.Select((value, i) => function(value, i % Channels))] };
    }
}
