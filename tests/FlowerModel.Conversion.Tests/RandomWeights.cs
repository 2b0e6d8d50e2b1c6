using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Tests;

/// <summary>Seeded weights with BatchNorm statistics that folding cannot ignore.</summary>
internal static class RandomWeights
{
    internal static KerasWeights OfBase(SizedNetwork network, int seed)
    {
        var random = new Random(seed);
        return new KerasWeights(
            network.Layers.Where(layer => network.WeightsOf(layer).Count > 0).Select(layer => layer switch
            {
                ConvolutionLayer convolution => Convolution(
                    random, layer.Name, convolution.KernelSize, network.InputsOf(layer)[0].Channels, convolution.Channels),
                DepthwiseConvolutionLayer => new KerasLayer(
                    layer.Name,
                    [
                        new KerasTensor(
                            "depthwise_kernel", [3, 3, network.ShapeOf(layer).Channels, 1], Uniform(random, 9 * network.ShapeOf(layer).Channels, -0.8, 0.8)),
                    ]),
                _ => Norm(random, layer.Name, network.ShapeOf(layer).Channels),
            }),
            "seeded weights");
    }

    /// <summary>Weights for a base with any kinds of layers, by the names and shapes that its description lists.</summary>
    internal static KerasWeights OfAnyBase(SizedNetwork network, int seed)
    {
        var random = new Random(seed);
        return new KerasWeights(
            network.Layers.Where(layer => network.WeightsOf(layer).Count > 0).Select(layer => new KerasLayer(
                layer.Name, [.. network.WeightsOf(layer).Select(weight => Tensor(random, weight.Name, [.. weight.Shape]))])),
            "seeded weights");
    }

    internal static KerasWeights OfLinearHead(int inputs, int classes, int seed) =>
        new([Dense(new Random(seed), inputs, classes)], "seeded head");

    internal static KerasWeights OfConvolutionHead(int inputs, int classes, int seed)
    {
        var random = new Random(seed);
        var kernel = Convolution(random, "conv2d", 3, inputs, 32).Tensors[0];
        return new(
            [
                new KerasLayer("conv2d", [kernel, new KerasTensor("bias", [32], Uniform(random, 32, -0.5, 0.5))]),
                Dense(random, 32, classes),
            ],
            "seeded head");
    }

    internal static float[] Image(int size, int seed) => Uniform(new Random(seed), size * size * 3, -1, 1);

    private static KerasTensor Tensor(Random random, string name, int[] shape)
    {
        var count = shape.Aggregate(1, (product, size) => product * size);
        // Uniform weights of this range keep the variance, so deep networks do not amplify differences.
        var limit = Math.Sqrt(3.0 / shape.SkipLast(1).Aggregate(1, (product, size) => product * size));
        var (low, high) = name switch
        {
            "depthwise_kernel" => (-0.6, 0.6),
            "gamma" => (0.6, 1.2),
            "beta" => (-0.3, 0.6),
            "moving_variance" => (0.5, 1.5),
            "bias" or "moving_mean" => (-0.3, 0.3),
            _ => (-limit, limit),
        };
        return new KerasTensor(name, shape, Uniform(random, count, low, high));
    }

    private static KerasLayer Convolution(Random random, string name, int size, int inputs, int outputs)
    {
        var limit = Math.Sqrt(6.0 / (size * size * inputs));
        var values = Uniform(random, size * size * inputs * outputs, -limit, limit);
        return new(name, [new KerasTensor("kernel", [size, size, inputs, outputs], values)]);
    }

    private static KerasLayer Norm(Random random, string name, int channels) => new(
        name,
        [
            new KerasTensor("gamma", [channels], Uniform(random, channels, 0.5, 1.5)),
            new KerasTensor("beta", [channels], Uniform(random, channels, -0.5, 1)),
            new KerasTensor("moving_mean", [channels], Uniform(random, channels, -0.5, 0.5)),
            new KerasTensor("moving_variance", [channels], Uniform(random, channels, 0.3, 2)),
        ]);

    private static KerasLayer Dense(Random random, int inputs, int classes)
    {
        var limit = Math.Sqrt(6.0 / (inputs + classes));
        return new(
            "dense",
            [
                new KerasTensor("kernel", [inputs, classes], Uniform(random, inputs * classes, -limit, limit)),
                new KerasTensor("bias", [classes], Uniform(random, classes, -1, 1)),
            ]);
    }

    private static float[] Uniform(Random random, int count, double low, double high)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = (float)(low + ((high - low) * random.NextDouble()));
        return values;
    }
}
