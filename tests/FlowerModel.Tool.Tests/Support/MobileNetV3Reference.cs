namespace FlowerModel.Tool.Tests.Support;

/// <summary>MobileNetV3 (Howard et al. 2019) at width 1, with the channels of the tables in the paper.</summary>
internal sealed class MobileNetV3Reference : KerasReference
{
    // Kernel, channels inside, channels behind, squeezed channels (0 = none), hard-swish, stride.
    private static readonly (int Kernel, int Inside, int Outputs, int Squeezed, bool Swish, int Stride)[] SmallBlocks =
    [
        (3, 16, 16, 8, false, 2), (3, 72, 24, 0, false, 2), (3, 88, 24, 0, false, 1), (5, 96, 40, 24, true, 2), (5, 240, 40, 64, true, 1),
        (5, 240, 40, 64, true, 1), (5, 120, 48, 32, true, 1), (5, 144, 48, 40, true, 1), (5, 288, 96, 72, true, 2), (5, 576, 96, 144, true, 1),
        (5, 576, 96, 144, true, 1),
    ];

    private static readonly (int Kernel, int Inside, int Outputs, int Squeezed, bool Swish, int Stride)[] LargeBlocks =
    [
        (3, 16, 16, 0, false, 1), (3, 64, 24, 0, false, 2), (3, 72, 24, 0, false, 1), (5, 72, 40, 24, false, 2), (5, 120, 40, 32, false, 1),
        (5, 120, 40, 32, false, 1), (3, 240, 80, 0, true, 2), (3, 200, 80, 0, true, 1), (3, 184, 80, 0, true, 1), (3, 184, 80, 0, true, 1),
        (3, 480, 112, 120, true, 1), (3, 672, 112, 168, true, 1), (5, 672, 160, 168, true, 2), (5, 960, 160, 240, true, 1), (5, 960, 160, 240, true, 1),
    ];

    private readonly (int Kernel, int Inside, int Outputs, int Squeezed, bool Swish, int Stride)[] blocks;

    /// <param name="large">True for MobileNetV3-Large, false for MobileNetV3-Small.</param>
    /// <param name="classes">Number of classes of the head.</param>
    /// <param name="seed">Seed of the weights.</param>
    public MobileNetV3Reference(bool large, int classes, int seed)
        : base(classes, seed)
    {
        blocks = large ? LargeBlocks : SmallBlocks;
        AddConvolution("Conv", "Conv/BatchNorm", 3, 3, 16);
        var channels = 16;
        for (var i = 0; i < blocks.Length; i++)
        {
            var (kernel, inside, outputs, squeezed, _, _) = blocks[i];
            var name = Name(i);
            if (i > 0) AddConvolution(name + "expand", name + "expand/BatchNorm", 1, channels, inside);
            AddDepthwise(name + "depthwise", name + "depthwise/BatchNorm", kernel, inside);
            if (squeezed > 0)
            {
                AddConvolutionWithBias(name + "squeeze_excite/Conv", inside, squeezed);
                AddConvolutionWithBias(name + "squeeze_excite/Conv_1", squeezed, inside);
            }

            AddConvolution(name + "project", name + "project/BatchNorm", 1, inside, outputs);
            channels = outputs;
        }

        AddConvolution("Conv_1", "Conv_1/BatchNorm", 1, channels, channels * 6);
        AddHead(channels * 6, limit: 0.04);
    }

    protected override Map Features(Map image)
    {
        var map = HardSwish(Normalized(Convolved(PadSame(image, 3, 2), "Conv", 2), "Conv/BatchNorm"));
        for (var i = 0; i < blocks.Length; i++)
        {
            var (kernel, _, outputs, squeezed, swish, stride) = blocks[i];
            var (name, input) = (Name(i), map);
            if (i > 0) map = Activated(Normalized(Convolved(map, name + "expand", 1), name + "expand/BatchNorm"), swish);
            map = Activated(Normalized(ConvolvedDepthwise(PadSame(map, kernel, stride), name + "depthwise", stride), name + "depthwise/BatchNorm"), swish);
            if (squeezed > 0)
            {
                var gate = Convolved(Pooled(map), name + "squeeze_excite/Conv", 1).Each((value, _) => Math.Max(value, 0));
                gate = Convolved(gate, name + "squeeze_excite/Conv_1", 1).Each((value, _) => Math.Clamp(value + 3, 0, 6) / 6);
                map = map.Each((value, channel) => value * gate.Values[channel]);
            }

            map = Normalized(Convolved(map, name + "project", 1), name + "project/BatchNorm");
            if (stride == 1 && outputs == input.Channels) map = map with { Values = [.. map.Values.Zip(input.Values, (one, other) => one + other)] };
        }

        return HardSwish(Normalized(Convolved(map, "Conv_1", 1), "Conv_1/BatchNorm"));
    }

    private static string Name(int block) => block == 0 ? "expanded_conv/" : $"expanded_conv_{block}/";

    private static Map Activated(Map map, bool swish) => swish ? HardSwish(map) : map.Each((value, _) => Math.Max(value, 0));

    private static Map HardSwish(Map map) => map.Each((value, _) => value * Math.Clamp(value + 3, 0, 6) / 6);
}
