using FlowerModel.Networks;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Keras.Configuration;

/// <summary>A factor and a summand for each of the three channels of an image, in double precision.</summary>
/// <param name="Scale">The factors.</param>
/// <param name="Shift">What is added after multiplying.</param>
internal sealed record ChannelAffine(double[] Scale, double[] Shift)
{
    private const double Tolerance = 1e-4;

    /// <summary>What changes nothing.</summary>
    public static ChannelAffine Identity { get; } = new([1, 1, 1], [0, 0, 0]);

    /// <summary>True if it changes nothing.</summary>
    public bool IsIdentity => Scale.All(value => value == 1) && Shift.All(value => value == 0);

    /// <summary>The mapping from pixels to a network's input.</summary>
    public static ChannelAffine Of(InputNormalization normalization) =>
        Uniform(1.0 / normalization.StandardDeviation, -(double)normalization.Mean / normalization.StandardDeviation);

    /// <summary>What a network itself does to its input before the first convolution.</summary>
    public static ChannelAffine InsideOf(NetworkDescription network) => network.Layers.OfType<ChannelScaleLayer>().FirstOrDefault() is { } layer
        ? new([.. layer.Scale.Select(value => (double)value)], [.. layer.Shift.Select(value => (double)value)])
        : Identity;

    /// <summary>Creates it from one value, or one per channel; null if there are other numbers of values.</summary>
    public static ChannelAffine? From(double[] scale, double[] shift) =>
        Three(scale) is { } factors && Three(shift) is { } summands ? new(factors, summands) : null;

    /// <summary>Applies this, then another.</summary>
    public ChannelAffine Then(ChannelAffine next) => new(
        [.. Scale.Zip(next.Scale, (own, other) => own * other)],
        [.. Enumerable.Range(0, 3).Select(channel => (Shift[channel] * next.Scale[channel]) + next.Shift[channel])]);

    /// <summary>The inverse.</summary>
    public ChannelAffine Inverse() => new([.. Scale.Select(value => 1 / value)], [.. Scale.Zip(Shift, (scale, shift) => -shift / scale)]);

    /// <summary>The largest absolute value that pixels of 0 to 255 become.</summary>
    public double LargestOfPixels => Enumerable.Range(0, 3)
        .Max(channel => Math.Max(Math.Abs(Shift[channel]), Math.Abs(Shift[channel] + (255 * Scale[channel]))));

    /// <summary>The same as mean and standard deviation, if they are those of all channels; null otherwise.</summary>
    public InputNormalization? AsNormalization()
    {
        if (Scale[0] <= 0 || !IsNear(Scale, Scale[0]) || Shift.Any(value => Math.Abs(value - Shift[0]) > Tolerance)) return null;
        var (mean, deviation) = (-Shift[0] / Scale[0], 1 / Scale[0]);
        foreach (var known in (InputNormalization[])[InputNormalization.MinusOneToOne, InputNormalization.ZeroToOne, InputNormalization.None])
        {
            // Configurations have numbers rounded to float32.
            if (Math.Abs(known.Mean - mean) < Tolerance * 255 && IsNear([deviation], known.StandardDeviation)) return known;
        }

        return new InputNormalization((float)mean, (float)deviation);
    }

    /// <summary>The same in single precision.</summary>
    public ChannelScaling ToScaling() => new([.. Scale.Select(value => (float)value)], [.. Shift.Select(value => (float)value)]);

    private static ChannelAffine Uniform(double scale, double shift) => new([scale, scale, scale], [shift, shift, shift]);

    private static double[]? Three(double[] values) => values.Length switch
    {
        1 => [values[0], values[0], values[0]],
        3 => values,
        _ => null,
    };

    private static bool IsNear(double[] values, double value) => values.All(each => Math.Abs(each - value) <= Tolerance * Math.Abs(value));
}
