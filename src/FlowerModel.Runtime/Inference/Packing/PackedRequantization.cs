using FlowerModel.Runtime.Inference.Kernels.Arithmetic;

namespace FlowerModel.Runtime.Inference.Packing;

/// <summary>
/// The biases and fixed-point factors of a layer's channels. Each component of a factor has its own array, so that a vector of channels
/// is a single load. Padding channels contain zeros.
/// </summary>
internal sealed class PackedRequantization
{
    private const int Rows = 7;
    private const int MaxDoubledShift = 22;

    private readonly AlignedMemory memory;
    private readonly int stride;

    /// <param name="requantization">How sums are converted to results.</param>
    /// <param name="bias">The initial value of each channel's sum.</param>
    /// <param name="weights">The sum of the absolute weights of each channel.</param>
    /// <param name="channels">The number of channels, including those that pad the last vector.</param>
    /// <param name="mayBeDoubled">False if the kernel has no room for doubled weights.</param>
    public PackedRequantization(Requantization requantization, ReadOnlySpan<int> bias, ReadOnlySpan<long> weights, int channels, bool mayBeDoubled = true)
    {
        IsDoubled = mayBeDoubled && AllCanBeDoubled(requantization.Multipliers, bias, weights);
        // Rows are aligned to cache lines.
        stride = (channels + 15) / 16 * 16;
        memory = new AlignedMemory(checked(Rows * stride * sizeof(int)));
        bias.CopyTo(Row(0));
        for (var c = 0; c < bias.Length; c++)
        {
            var multiplier = requantization.Multipliers[c];
            Row(1)[c] = multiplier.LeftShift;
            Row(2)[c] = multiplier.Fraction;
            Row(3)[c] = multiplier.RightShift;
            Row(4)[c] = multiplier.Half;
            Row(5)[c] = multiplier.RightShift > 0 ? 1 : 0;
            if (!IsDoubled) continue;
            Row(0)[c] = 2 * bias[c];
            Row(6)[c] = multiplier.Half + (requantization.OutputZeroPoint << multiplier.RightShift);
        }

        (ZeroPoint, Minimum, Maximum) = (requantization.OutputZeroPoint, requantization.Minimum, requantization.Maximum);
    }

    /// <summary>
    /// True if kernels compute doubled sums, from doubled biases and weights: no sum of any input can overflow, no factor shifts to the left, and
    /// none so far to the right that <see cref="Offset"/> would not fit.
    /// </summary>
    public bool IsDoubled { get; }

    /// <summary>The stored value of a real zero in the output.</summary>
    public int ZeroPoint { get; }

    /// <summary>The lowest stored result.</summary>
    public int Minimum { get; }

    /// <summary>The highest stored result.</summary>
    public int Maximum { get; }

    /// <summary><see cref="Minimum"/> in each byte.</summary>
    public int MinimumBytes => (byte)Minimum * 0x01010101;

    /// <summary><see cref="Maximum"/> in each byte.</summary>
    public int MaximumBytes => (byte)Maximum * 0x01010101;

    /// <summary>The initial values of the sums.</summary>
    public ReadOnlySpan<int> Bias => Row(0);

    /// <summary><see cref="QuantizedMultiplier.LeftShift"/>.</summary>
    public ReadOnlySpan<int> LeftShift => Row(1);

    /// <summary><see cref="QuantizedMultiplier.Fraction"/>.</summary>
    public ReadOnlySpan<int> Fraction => Row(2);

    /// <summary><see cref="QuantizedMultiplier.RightShift"/>.</summary>
    public ReadOnlySpan<int> RightShift => Row(3);

    /// <summary><see cref="QuantizedMultiplier.Half"/>.</summary>
    public ReadOnlySpan<int> Half => Row(4);

    /// <summary>1 if the right shift drops any bits, otherwise 0.</summary>
    public ReadOnlySpan<int> Rounds => Row(5);

    /// <summary>What is added before the right shift if sums are doubled: half the divisor, and the zero point.</summary>
    public ReadOnlySpan<int> Offset => Row(6);

    /// <summary>Returns whether a factor can be applied to a doubled sum.</summary>
    public static bool CanBeDoubled(QuantizedMultiplier multiplier) => multiplier is { LeftShift: 0, RightShift: <= MaxDoubledShift };

    private static bool AllCanBeDoubled(QuantizedMultiplier[] multipliers, ReadOnlySpan<int> bias, ReadOnlySpan<long> weights)
    {
        for (var c = 0; c < bias.Length; c++)
        {
            if (!CanBeDoubled(multipliers[c])) return false;
            if (Math.Abs((long)bias[c]) + (weights[c] * -sbyte.MinValue) >= 1 << 30) return false;
        }

        return true;
    }

    private Span<int> Row(int index) => memory.Ints.Slice(index * stride, stride);
}
