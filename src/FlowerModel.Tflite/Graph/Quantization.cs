namespace FlowerModel.Tflite;

/// <summary>
/// Affine quantization: <c>real = scale * (stored - zeroPoint)</c>, for the whole tensor (one scale) or for each index of one
/// dimension (as many scales as that dimension is long).
/// </summary>
public sealed class Quantization
{
    /// <summary>One scale and zero point for the whole tensor.</summary>
    public Quantization(float scale, long zeroPoint) : this([scale], [zeroPoint], 0)
    {
    }

    /// <summary>A scale and zero point for each index of <paramref name="dimension"/>.</summary>
    /// <exception cref="ArgumentException">The two lists differ in length or are empty.</exception>
    public Quantization(IReadOnlyList<float> scales, IReadOnlyList<long> zeroPoints, int dimension)
    {
        ArgumentNullException.ThrowIfNull(scales);
        ArgumentNullException.ThrowIfNull(zeroPoints);
        if (scales.Count == 0 || scales.Count != zeroPoints.Count)
        {
            throw new ArgumentException($"{scales.Count} scales and {zeroPoints.Count} zero points", nameof(zeroPoints));
        }

        Scales = scales;
        ZeroPoints = zeroPoints;
        Dimension = dimension;
    }

    /// <summary>Scales, at least one; finite and not negative.</summary>
    public IReadOnlyList<float> Scales { get; }

    /// <summary>Zero points, as many as <see cref="Scales"/>.</summary>
    public IReadOnlyList<long> ZeroPoints { get; }

    /// <summary>The dimension that several scales go along; 0 where there is one scale.</summary>
    public int Dimension { get; }

    /// <summary>Scale of the first channel, which is that of the whole tensor where <see cref="IsPerChannel"/> is false.</summary>
    public float Scale => Scales[0];

    /// <summary>Zero point of the first channel, likewise.</summary>
    public long ZeroPoint => ZeroPoints[0];

    /// <summary>True where channels have scales of their own.</summary>
    public bool IsPerChannel => Scales.Count > 1;
}
