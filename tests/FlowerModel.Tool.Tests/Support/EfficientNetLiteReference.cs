namespace FlowerModel.Tool.Tests.Support;

/// <summary>EfficientNet-Lite0; its images are (pixel - 127) / 128.</summary>
internal sealed class EfficientNetLiteReference : KerasReference
{
    private const int Top = 1280;

    private static readonly (int Stage, int Repeats, int Inputs, int Outputs, int Expansion, int Kernel, int Stride)[] Stages =
    [
        (1, 1, 32, 16, 1, 3, 1), (2, 2, 16, 24, 6, 3, 2), (3, 2, 24, 40, 6, 5, 2), (4, 3, 40, 80, 6, 3, 2), (5, 3, 80, 112, 6, 5, 1),
        (6, 4, 112, 192, 6, 5, 2), (7, 1, 192, 320, 6, 3, 1),
    ];

    /// <param name="classes">Number of classes of the head.</param>
    /// <param name="seed">Seed of the weights.</param>
    public EfficientNetLiteReference(int classes, int seed)
        : base(classes, seed)
    {
        AddConvolution("stem_conv", "stem_bn", 3, 3, 32);
        foreach (var (name, inputs, outputs, expansion, kernel, _) in Blocks())
        {
            if (expansion > 1) AddConvolution(name + "expand_conv", name + "expand_bn", 1, inputs, inputs * expansion);
            AddDepthwise(name + "dwconv", name + "bn", kernel, inputs * expansion);
            AddConvolution(name + "project_conv", name + "project_bn", 1, inputs * expansion, outputs);
        }

        AddConvolution("top_conv", "top_bn", 1, 320, Top);
        AddHead(Top, limit: 0.04);
    }

    protected override Map Features(Map image)
    {
        var map = Activated(Convolved(Padded(image, 3, 2), "stem_conv", 2), "stem_bn");
        foreach (var (name, inputs, outputs, expansion, kernel, stride) in Blocks())
        {
            var input = map;
            if (expansion > 1) map = Activated(Convolved(map, name + "expand_conv", 1), name + "expand_bn");
            map = Activated(ConvolvedDepthwise(Padded(map, kernel, stride), name + "dwconv", stride), name + "bn");
            map = Normalized(Convolved(map, name + "project_conv", 1), name + "project_bn");
            if (stride == 1 && inputs == outputs) map = map with { Values = [.. map.Values.Zip(input.Values, (one, other) => one + other)] };
        }

        return Activated(Convolved(map, "top_conv", 1), "top_bn");
    }

    // Keras' correct_pad: half of the kernel on both sides, and one row less before an even number of rows that is halved.
    private static Map Padded(Map map, int kernel, int stride) => Pad(map, (kernel / 2) - (stride == 2 && map.Height % 2 == 0 ? 1 : 0), kernel / 2);

    private Map Activated(Map map, string norm) => Normalized(map, norm).Each((value, _) => Math.Clamp(value, 0, 6));

    private static IEnumerable<(string Name, int Inputs, int Outputs, int Expansion, int Kernel, int Stride)> Blocks() =>
        from stage in Stages
        from repeat in Enumerable.Range(0, stage.Repeats)
        select ($"block{stage.Stage}{(char)('a' + repeat)}_", repeat == 0 ? stage.Inputs : stage.Outputs, stage.Outputs, stage.Expansion, stage.Kernel,
            repeat == 0 ? stage.Stride : 1);
}
