namespace FlowerModel.Networks.Layers;

/// <summary>A layer that slides a square window over its one input: a convolution or pooling.</summary>
public interface IWindowedLayer
{
    /// <summary>Height and width of the window.</summary>
    int KernelSize { get; }

    /// <summary>Stride in both directions.</summary>
    int Stride { get; }

    /// <summary>How the edges are padded.</summary>
    PaddingMode Padding { get; }
}

/// <summary>Calculations shared by windowed layers.</summary>
internal static class WindowedLayers
{
    internal static FeatureShape Slide(this IWindowedLayer layer, FeatureShape input, int channels) => new(
        layer.Padding.OutputSize(input.Height, layer.KernelSize, layer.Stride),
        layer.Padding.OutputSize(input.Width, layer.KernelSize, layer.Stride),
        channels);
}
