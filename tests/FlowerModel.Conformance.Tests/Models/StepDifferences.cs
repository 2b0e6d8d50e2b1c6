using FlowerModel.Tflite;

namespace FlowerModel.Conformance.Tests.Models;

/// <summary>Differences between the stored integers of 8-bit tensors in two runtimes. One step is one unit of the stored value.</summary>
/// <param name="Elements">Number of elements compared.</param>
/// <param name="Equal">Number of equal elements.</param>
/// <param name="Largest">The largest difference in steps.</param>
internal sealed record StepDifferences(long Elements, long Equal, int Largest)
{
    /// <summary>The result before anything was compared.</summary>
    internal static StepDifferences None { get; } = new(0, 0, 0);

    /// <summary>Compares two tensors of the same type.</summary>
    internal static StepDifferences Between(TensorType type, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        Assert.Equal(first.Length, second.Length);
        var (equal, largest) = (0, 0);
        for (var i = 0; i < first.Length; i++)
        {
            var step = type switch
            {
                TensorType.Int8 => Math.Abs((sbyte)first[i] - (sbyte)second[i]),
                TensorType.UInt8 => Math.Abs(first[i] - second[i]),
                _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no 8-bit tensor"),
            };
            if (step == 0) equal++;
            largest = Math.Max(largest, step);
        }

        return new StepDifferences(first.Length, equal, largest);
    }

    /// <summary>Combines both comparisons.</summary>
    internal StepDifferences And(StepDifferences other) =>
        new(Elements + other.Elements, Equal + other.Equal, Math.Max(Largest, other.Largest));

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{Equal / (double)Elements:P4} of {Elements} elements equal, largest difference {Largest}");
}
