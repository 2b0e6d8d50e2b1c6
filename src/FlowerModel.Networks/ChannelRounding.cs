namespace FlowerModel.Networks;

/// <summary>How MobileNets of the second and third version round numbers of channels.</summary>
internal static class ChannelRounding
{
    /// <summary>Returns a multiple of 8 that is at most a tenth below the number (Keras' <c>_make_divisible</c> and <c>_depth</c>).</summary>
    /// <param name="channels">The number of channels.</param>
    public static int ToMultipleOf8(double channels)
    {
        var rounded = Math.Max(8, (int)(channels + 4) / 8 * 8);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }
}
