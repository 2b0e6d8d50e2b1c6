namespace FlowerModel.Tool.Tests.Support;

/// <summary>EfficientNetV2-B0 (Tan and Le 2021); its images are in [0, 1].</summary>
internal sealed class EfficientNetV2Reference : KerasReference
{
    private static readonly (int Stage, int Repeats, int Inputs, int Outputs, int Expansion, int Stride)[] Stages =
        [(1, 1, 32, 16, 1, 1), (2, 2, 16, 32, 4, 2), (3, 2, 32, 48, 4, 2), (4, 3, 48, 96, 4, 2), (5, 5, 96, 112, 6, 1), (6, 8, 112, 192, 6, 2)];

    /// <param name="classes">Number of classes of the head.</param>
    /// <param name="seed">Seed of the weights.</param>
    public EfficientNetV2Reference(int classes, int seed)
        : base(classes, seed)
    {
        AddConvolution("stem_conv", "stem_bn", 3, 3, 32);
        foreach (var (name, inputs, outputs, expansion, _, isFused) in Blocks())
        {
            var inside = inputs * expansion;
            if (expansion > 1) AddConvolution(name + "expand_conv", name + "expand_bn", isFused ? 3 : 1, inputs, inside);
            if (!isFused)
            {
                AddDepthwise(name + "dwconv2", name + "bn", 3, inside);
                AddConvolutionWithBias(name + "se_reduce", inside, inputs / 4);
                AddConvolutionWithBias(name + "se_expand", inputs / 4, inside);
            }

            AddConvolution(name + "project_conv", name + "project_bn", expansion > 1 ? 1 : 3, inside, outputs);
        }

        AddConvolution("top_conv", "top_bn", 1, 192, 1280);
        AddHead(1280, limit: 0.04);
    }

    protected override Map Features(Map image)
    {
        double[] means = [0.485, 0.456, 0.406], deviations = [0.229, 0.224, 0.225];
        var map = image.Each((value, channel) => (value - means[channel]) / deviations[channel]);
        map = Swish(Normalized(Convolved(PadSame(map, 3, 2), "stem_conv", 2), "stem_bn"));
        foreach (var (name, inputs, outputs, expansion, stride, isFused) in Blocks())
        {
            var input = map;
            if (isFused && expansion == 1)
            {
                map = Swish(Normalized(Convolved(PadSame(map, 3, stride), name + "project_conv", stride), name + "project_bn"));
            }
            else
            {
                map = isFused
                    ? Swish(Normalized(Convolved(PadSame(map, 3, stride), name + "expand_conv", stride), name + "expand_bn"))
                    : Excited(Swish(Normalized(Convolved(map, name + "expand_conv", 1), name + "expand_bn")), name, stride);
                map = Normalized(Convolved(map, name + "project_conv", 1), name + "project_bn");
            }

            if (stride == 1 && inputs == outputs) map = map with { Values = [.. map.Values.Zip(input.Values, (one, other) => one + other)] };
        }

        return Swish(Normalized(Convolved(map, "top_conv", 1), "top_bn"));
    }

    private Map Excited(Map expanded, string name, int stride)
    {
        var map = Swish(Normalized(ConvolvedDepthwise(PadSame(expanded, 3, stride), name + "dwconv2", stride), name + "bn"));
        var gate = Convolved(Swish(Convolved(Pooled(map), name + "se_reduce", 1)), name + "se_expand", 1).Each((value, _) => 1 / (1 + Math.Exp(-value)));
        return map.Each((value, channel) => value * gate.Values[channel]);
    }

    private static Map Swish(Map map) => map.Each((value, _) => value / (1 + Math.Exp(-value)));

    private static IEnumerable<(string Name, int Inputs, int Outputs, int Expansion, int Stride, bool IsFused)> Blocks() =>
        from stage in Stages
        from repeat in Enumerable.Range(0, stage.Repeats)
        select ($"block{stage.Stage}{(char)('a' + repeat)}_", repeat == 0 ? stage.Inputs : stage.Outputs, stage.Outputs, stage.Expansion,
            repeat == 0 ? stage.Stride : 1, stage.Stage <= 3);
}
