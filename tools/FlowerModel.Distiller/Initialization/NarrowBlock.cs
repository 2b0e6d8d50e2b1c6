using FlowerModel.Networks.Layers;

namespace FlowerModel.Distiller.Initialization;

/// <summary>The first two convolutions of a block of the narrow network, on one image. Each thread uses its own instance.</summary>
/// <param name="input">Shape of the block's input; for the first block, of the image.</param>
/// <param name="isStem">True for the first block, which begins with the stem's 3x3 convolution instead of a 1x1 expansion.</param>
/// <param name="expansion">The first convolution.</param>
/// <param name="depthwise">The depthwise convolution.</param>
/// <param name="stride">Its stride.</param>
internal sealed class NarrowBlock(FeatureShape input, bool isStem, FoldedConvolution expansion, FoldedConvolution depthwise, int stride)
{
    private const int StemStride = 2;
    private readonly FeatureShape expandedShape = isStem
        ? Convolutions.OutputShape(input, expansion.Outputs, StemStride)
        : input with { Channels = expansion.Outputs };

    private float[]? expanded;
    private float[]? filtered;
    private float[]? hidden;

    /// <summary>Output of the first convolution before its ReLU6, [height, width, channels].</summary>
    public ReadOnlySpan<float> Expanded => expanded;

    /// <summary>Output of the depthwise convolution before its ReLU6, [height, width, channels].</summary>
    public ReadOnlySpan<float> Filtered => filtered;

    /// <summary>Output of the depthwise convolution after its ReLU6, [height, width, channels].</summary>
    public ReadOnlySpan<float> Hidden => hidden;

    /// <summary>Computes both convolutions.</summary>
    /// <param name="activations">The input, [height, width, channels].</param>
    public void Run(ReadOnlySpan<float> activations)
    {
        expanded ??= new float[Size(expandedShape)];
        filtered ??= new float[Size(Convolutions.OutputShape(expandedShape, expandedShape.Channels, stride))];
        hidden ??= new float[filtered.Length];
        if (isStem) Convolutions.Spatial(activations, input, expansion, StemStride, expanded);
        else Convolutions.Pointwise(activations, expansion, expanded);
        Convolutions.DepthwiseOfRelu6(expanded, expandedShape, depthwise, stride, filtered);
        for (var i = 0; i < hidden.Length; i++) hidden[i] = Math.Clamp(filtered[i], 0, 6);
    }

    private static int Size(FeatureShape shape) => shape.Height * shape.Width * shape.Channels;
}
