namespace FlowerModel.Runtime.Normalization;

/// <summary>
/// The ranges that images are usually mapped to. A quantized input that stands for one of them, or nearly so, states its normalization: the range
/// was measured on the images that the model was calibrated with.
/// </summary>
/// <param name="Lowest">The value of a black sample.</param>
/// <param name="Highest">The value of a white sample.</param>
internal readonly record struct KnownRange(float Lowest, float Highest)
{
    /// <summary>The maximum deviation of each end, as a fraction of the range: five of its 255 steps.</summary>
    private const float Tolerance = 0.02f;

    /// <summary>The maximum deviation where two known ranges are next to each other: a quarter of a step.</summary>
    private const float Precise = 0.001f;

    // The first is that of TensorFlow 1's tools, "mean 128, std 128", whose stored uint8 values are the samples.
    private static readonly (KnownRange Range, float Tolerance, ImageNormalization Normalization)[] All =
    [
        (new(-1, 127 / 128f), Precise, new(128, 128)),
        (new(-1, 1), Tolerance, new(127.5f, 127.5f)),
        (new(0, 1), Tolerance, new(0, 255)),
        (new(0, 255), Tolerance, new(0, 1)),
        (new(-128, 127), Tolerance, new(128, 1)),
        (new(-0.5f, 0.5f), Tolerance, new(127.5f, 255)),
    ];

    /// <summary>Returns the normalization that maps 0 to 255 to a range; null if the range is not a known one.</summary>
    public static ImageNormalization? NormalizationOf(KnownRange range)
    {
        foreach (var (known, tolerance, normalization) in All)
        {
            if (range.IsNear(known, tolerance)) return normalization;
        }

        return null;
    }

    private bool IsNear(KnownRange known, float tolerance)
    {
        var most = tolerance * (known.Highest - known.Lowest);
        return Math.Abs(Lowest - known.Lowest) <= most && Math.Abs(Highest - known.Highest) <= most;
    }
}
