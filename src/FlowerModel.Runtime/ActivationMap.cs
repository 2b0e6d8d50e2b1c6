namespace FlowerModel.Runtime;

/// <summary>
/// A class activation map: how much each place of the last feature map supports a class. Each value covers an equal part of the image, which was
/// stretched to the model's input, so the map covers the whole image. Immutable.
/// </summary>
/// <remarks>
/// Zhou et al. 2016, "Learning Deep Features for Discriminative Localization". The mean of all values plus <see cref="Bias"/> is the logit of the class: its
/// value before the softmax.
/// </remarks>
public sealed class ActivationMap
{
    private readonly float[] values;

    internal ActivationMap(string label, int index, int width, int height, float[] values, float bias)
    {
        Label = label;
        Index = index;
        Width = width;
        Height = height;
        Bias = bias;
        this.values = values;
    }

    /// <summary>The name of the class.</summary>
    public string Label { get; }

    /// <summary>The index of the class in the model's output.</summary>
    public int Index { get; }

    /// <summary>The number of columns.</summary>
    public int Width { get; }

    /// <summary>The number of rows.</summary>
    public int Height { get; }

    /// <summary>The part of the logit that does not depend on the image.</summary>
    public float Bias { get; }

    /// <summary>
    /// The contribution of each place to the logit, row by row from the top left. Positive values support the class, negative ones oppose it.
    /// </summary>
    public ReadOnlySpan<float> Values => this.values;

    /// <summary>The contribution of one place.</summary>
    /// <param name="x">The column, from 0 at the left.</param>
    /// <param name="y">The row, from 0 at the top.</param>
    /// <exception cref="ArgumentOutOfRangeException">The place is outside the map.</exception>
    public float this[int x, int y]
    {
        get
        {
            if ((uint)x >= (uint)Width) throw new ArgumentOutOfRangeException(nameof(x), x, $"The map has {Width} columns.");
            if ((uint)y >= (uint)Height) throw new ArgumentOutOfRangeException(nameof(y), y, $"The map has {Height} rows.");
            return this.values[(y * Width) + x];
        }
    }

    /// <summary>Returns the values as 8-bit gray levels: 0 for the smallest and 255 for the largest; all 0 for a constant map.</summary>
    /// <returns><see cref="Width"/> times <see cref="Height"/> bytes, row by row from the top left.</returns>
    public byte[] ToGrayscale()
    {
        var (low, high) = (this.values.Min(), this.values.Max());
        return [.. this.values.Select(value => high > low ? (byte)((value - low) / (high - low) * 255 + 0.5f) : (byte)0)];
    }
}
