namespace FlowerModel.Tflite;

/// <summary>
/// Affine quantization: <c>real = scale * (stored - zeroPoint)</c>, either per tensor (one scale) or per channel (one scale for each
/// index of one dimension).
/// </summary>
public sealed class Quantization
{
    /// <summary>Creates a quantization with one scale and zero point for the whole tensor.</summary>
    public Quantization(float scale, long zeroPoint) : this([scale], [zeroPoint], 0)
    {
    }

    /// <summary>Creates a quantization with one scale and zero point for each index of <paramref name="dimension"/>.</summary>
    /// <exception cref="ArgumentException">The two lists differ in length or are empty.</exception>
    public Quantization(IReadOnlyList<float> scales, IReadOnlyList<long> zeroPoints, int dimension)
    {
        ArgumentNullException.ThrowIfNull(scales);
        ArgumentNullException.ThrowIfNull(zeroPoints);
        if (scales.Count == 0 || scales.Count != zeroPoints.Count)
        {
            throw new ArgumentException(
                $"{scales.Count} scales and {zeroPoints.Count} zero points; the numbers must be equal and at least 1", nameof(zeroPoints));
        }

        Scales = scales;
        ZeroPoints = zeroPoints;
        Dimension = dimension;
    }

    /// <summary>The scales, at least one; finite and not negative.</summary>
    public IReadOnlyList<float> Scales { get; }

    /// <summary>The zero points, one per scale in <see cref="Scales"/>.</summary>
    public IReadOnlyList<long> ZeroPoints { get; }

    /// <summary>The dimension that per-channel scales apply to; 0 if there is only one scale.</summary>
    public int Dimension { get; }

    /// <summary>The scale of the first channel; if <see cref="IsPerChannel"/> is false, it applies to the whole tensor.</summary>
    public float Scale => Scales[0];

    /// <summary>The zero point of the first channel; if <see cref="IsPerChannel"/> is false, it applies to the whole tensor.</summary>
    public long ZeroPoint => ZeroPoints[0];

    /// <summary>True if each channel has its own scale.</summary>
    public bool IsPerChannel => Scales.Count > 1;
}
