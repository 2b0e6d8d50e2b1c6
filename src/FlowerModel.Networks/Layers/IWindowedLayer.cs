namespace FlowerModel.Networks.Layers;

/// <summary>A layer that slides a square window over its one input: a convolution or a pooling.</summary>
public interface IWindowedLayer
{
    /// <summary>Height and width of the window.</summary>
    int KernelSize { get; }

    /// <summary>Stride in both directions.</summary>
    int Stride { get; }

    /// <summary>What happens at the edges.</summary>
    PaddingMode Padding { get; }
}

/// <summary>The arithmetic that windowed layers share.</summary>
internal static class WindowedLayers
{
    internal static FeatureShape Slide(this IWindowedLayer layer, FeatureShape input, int channels) => new(
        layer.Padding.OutputSize(input.Height, layer.KernelSize, layer.Stride),
        layer.Padding.OutputSize(input.Width, layer.KernelSize, layer.Stride),
        channels);
}
