using System.Runtime.CompilerServices;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;

namespace FlowerModel.Runtime.Inference.Packing;

/// <summary>
/// An int8 weight matrix in the order in which the tiles of an integer matrix product read it. Weights are widened to 16 bits, without their
/// zero point, doubled where the sums are (<see cref="PackedRequantization.IsDoubled"/>), and the weights of two neighboring inputs are packed in one int, because the machine's instruction multiplies and adds such pairs. Output
/// columns are grouped into panels of two vectors (the last panel may have one). For each pair of inputs, a panel contains the pairs of
/// its columns, padded with zeros.
/// </summary>
internal sealed class PackedPairs
{
    private readonly AlignedMemory weights;
    private readonly int vector;

    /// <param name="rowMajor">Outputs x inputs.</param>
    /// <param name="bias">One value per output.</param>
    /// <param name="requantization">How sums are converted to results; its zero points are folded into the bias and the weights.</param>
    /// <param name="vector">The number of ints in a vector.</param>
    public PackedPairs(ReadOnlySpan<sbyte> rowMajor, ReadOnlySpan<int> bias, Requantization requantization, int vector)
    {
        Outputs = bias.Length;
        Inputs = rowMajor.Length / Outputs;
        Pairs = (Inputs + 1) / 2;
        this.vector = vector;
        PaddedOutputs = (Outputs + vector - 1) / vector * vector;
        weights = new AlignedMemory(checked(PaddedOutputs * Pairs * sizeof(int)));
        var (folded, absolute) = (new int[Outputs], new long[Outputs]);
        for (var o = 0; o < Outputs; o++)
        {
            var sum = 0;
            foreach (var weight in rowMajor.Slice(o * Inputs, Inputs))
            {
                sum += weight - requantization.KernelZeroPoint;
                absolute[o] += Math.Abs(weight - requantization.KernelZeroPoint);
            }

            folded[o] = unchecked(bias[o] - (requantization.InputZeroPoint * sum));
        }

        Requantization = new PackedRequantization(requantization, folded, absolute, PaddedOutputs);
        for (var o = 0; o < Outputs; o++)
        {
            var start = o / (2 * vector) * 2 * vector;
            var width = PanelWidth(start);
            var column = weights.Ints.Slice(start * Pairs, width * Pairs)[(o - start)..];
            Scatter(rowMajor.Slice(o * Inputs, Inputs), column, width, requantization.KernelZeroPoint, Requantization.IsDoubled ? 2 : 1);
        }
    }

    /// <summary>The number of columns of the product.</summary>
    public int Outputs { get; }

    /// <summary>The number of columns of the left matrix.</summary>
    public int Inputs { get; }

    /// <summary>The number of pairs of columns of the left matrix; the last pair may be incomplete.</summary>
    public int Pairs { get; }

    /// <summary>The number of columns of the product, including those that pad the last vector.</summary>
    public int PaddedOutputs { get; }

    /// <summary>The biases and factors of the columns.</summary>
    public PackedRequantization Requantization { get; }

    /// <summary>Returns the number of columns of the panel that starts at column <paramref name="start"/>: two vectors, or one at the end.</summary>
    public int PanelWidth(int start) => Math.Min(2 * this.vector, PaddedOutputs - start);

    /// <summary>Returns the pairs of the panel that starts at column <paramref name="start"/>.</summary>
    public ReadOnlySpan<int> Panel(int start) => weights.Ints.Slice(start * Pairs, PanelWidth(start) * Pairs);

    /// <summary>Packs two weights in one int, the first in the low half.</summary>
    public static int Pair(short first, short second) => (second << 16) + (first & 0xFFFF);

    // Runs once per weight while a model is loaded, so it is compiled with full optimization from the start.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(ReadOnlySpan<sbyte> row, Span<int> column, int step, int zero, int factor)
    {
        for (var i = 0; i < row.Length; i += 2)
        {
            var first = (short)(factor * (row[i] - zero));
            var second = i + 1 < row.Length ? (short)(factor * (row[i + 1] - zero)) : (short)0;
            column[i / 2 * step] = Pair(first, second);
        }
    }
}
