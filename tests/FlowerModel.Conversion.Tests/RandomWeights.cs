using FlowerModel.Conversion.Keras;

namespace FlowerModel.Conversion.Tests;

/// <summary>Seeded weights with BatchNorm statistics that folding cannot ignore.</summary>
internal static class RandomWeights
{
    internal static KerasWeights OfBase(MobileNetV2Options options, int seed)
    {
        var random = new Random(seed);
        var layers = new List<KerasLayer>();
        var channels = 3;
        foreach (var stage in KerasMobileNetV2.Stages)
        {
            var outputs = options.Channels(stage.Index);
            if (stage.Expansion == 0)
            {
                var isStem = stage.Index == 0;
                layers.Add(Convolution(random, stage.Name, isStem ? 3 : 1, channels, outputs));
                layers.Add(Norm(random, isStem ? "bn_Conv1" : "Conv_1_bn", outputs));
            }
            else
            {
                var expanded = channels * stage.Expansion;
                if (stage.Expansion > 1)
                {
                    layers.Add(Convolution(random, stage.Name + "_expand", 1, channels, expanded));
                    layers.Add(Norm(random, stage.Name + "_expand_BN", expanded));
                }

                layers.Add(new KerasLayer(
                    stage.Name + "_depthwise",
                    [new KerasTensor("depthwise_kernel", [3, 3, expanded, 1], Uniform(random, 9 * expanded, -0.8, 0.8))]));
                layers.Add(Norm(random, stage.Name + "_depthwise_BN", expanded));
                layers.Add(Convolution(random, stage.Name + "_project", 1, expanded, outputs));
                layers.Add(Norm(random, stage.Name + "_project_BN", outputs));
            }

            channels = outputs;
        }

        return new KerasWeights(layers, "seeded weights");
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
