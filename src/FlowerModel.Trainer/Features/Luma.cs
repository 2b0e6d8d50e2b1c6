namespace FlowerModel.Trainer.Features;

/// <summary>The brightness of a color as the eye weighs it (ITU-R BT.601, as in JPEG).</summary>
internal static class Luma
{
    /// <summary>Returns the brightness, in the range of the channels.</summary>
    /// <param name="red">Red.</param>
    /// <param name="green">Green.</param>
    /// <param name="blue">Blue.</param>
    public static float Of(float red, float green, float blue) => (0.299f * red) + (0.587f * green) + (0.114f * blue);
}
