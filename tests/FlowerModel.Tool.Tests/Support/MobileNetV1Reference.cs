namespace FlowerModel.Tool.Tests.Support;

/// <summary>MobileNet (Howard et al. 2017).</summary>
internal sealed class MobileNetV1Reference : KerasReference
{
    // From table 1 of the paper: the output channels and the stride of the depthwise convolution.
    private static readonly (int Filters, int Stride)[] Blocks =
        [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1)];

    /// <param name="alpha">Width. Keras truncates the number of channels and does not round it.</param>
    /// <param name="classes">Number of classes of the head.</param>
    /// <param name="seed">Seed of the weights.</param>
    public MobileNetV1Reference(double alpha, int classes, int seed)
        : base(classes, seed)
    {
        var channels = (int)(32 * alpha);
        AddConvolution("conv1", "conv1_bn", 3, 3, channels);
        for (var block = 1; block <= Blocks.Length; block++)
        {
            var outputs = (int)(Blocks[block - 1].Filters * alpha);
            AddDepthwise($"conv_dw_{block}", $"conv_dw_{block}_bn", 3, channels);
            AddConvolution($"conv_pw_{block}", $"conv_pw_{block}_bn", 1, channels, outputs);
            channels = outputs;
        }

        AddHead(channels);
    }

    protected override Map Features(Map image)
    {
        var map = Activated(Convolved(PadSame(image, 3, 2), "conv1", 2), "conv1_bn");
        for (var block = 1; block <= Blocks.Length; block++)
        {
            var stride = Blocks[block - 1].Stride;
            map = stride == 2 ? Pad(map, 0, 1) : Pad(map, 1, 1);
            map = Activated(ConvolvedDepthwise(map, $"conv_dw_{block}", stride), $"conv_dw_{block}_bn");
            map = Activated(Convolved(map, $"conv_pw_{block}", 1), $"conv_pw_{block}_bn");
        }

        return map;
    }

    private Map Activated(Map map, string norm) => Normalized(map, norm).Each((value, _) => Math.Clamp(value, 0, 6));
}
