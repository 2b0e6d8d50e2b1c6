
namespace FlowerModel.Conversion.Keras;

/// <summary>The shape of a base network.</summary>
public sealed record MobileNetV2Options
{
    /// <summary>Width multiplier, 0.35 to 1.4.</summary>
    public double Alpha { get; init; } = 1.0;

    /// <summary>Height and width of the image in pixels.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Channels of the output of a stage (Keras' rounding of widths).</summary>
    public int Channels(int stage) => stage switch
    {
        0 => KerasMobileNetV2.RoundChannels(32 * Alpha),
        // The last layer is not made narrower than 1280, so that the features keep their richness.
        18 => Alpha > 1 ? KerasMobileNetV2.RoundChannels(1280 * Alpha) : 1280,
        _ => KerasMobileNetV2.RoundChannels((int)(KerasMobileNetV2.Stages[stage].Filters * Alpha)),
    };

    /// <summary>
    /// Shape (height, width, channels) of the activations at a boundary: 0 = the image, i = what stage i takes in, 19 = the output.
    /// </summary>
    public (int Height, int Width, int Channels) BoundaryShape(int boundary)
    {
        var size = ImageSize;
        for (var stage = 0; stage < boundary; stage++)
        {
            if (KerasMobileNetV2.Stages[stage].Stride == 2) size = (size + 1) / 2;
        }

        return (size, size, boundary == 0 ? 3 : Channels(boundary - 1));
    }
}
