using System.Runtime.CompilerServices;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;

namespace FlowerModel.Runtime.Inference.Packing;

/// <summary>
/// An int8 weight matrix in the order in which the tiles of an integer matrix product read it. The weights of a group of neighboring inputs, without their
/// zero point, are packed in one int: two of 16 bits, doubled where the sums are (<see cref="PackedRequantization.IsDoubled"/>), or four of 8. Output
/// columns are grouped into panels of two vectors (the last panel may have one). For each group of inputs, a panel contains the groups of
/// its columns, padded with zeros.
/// </summary>
internal sealed class PackedGroups
{
    private readonly AlignedMemory weights;
    private readonly int vector;

    /// <param name="rowMajor">Outputs x inputs.</param>
    /// <param name="bias">One value per output.</param>
    /// <param name="requantization">
    /// How sums are converted to results; its zero points are folded into the bias and the weights. With four inputs per group, the weights' zero point must be 0.
    /// </param>
    /// <param name="vector">The number of ints in a vector.</param>
    /// <param name="group">The number of inputs per group: 2 or 4.</param>
    /// <param name="inputOffset">What the kernel adds to each input.</param>
    public PackedGroups(
        ReadOnlySpan<sbyte> rowMajor, ReadOnlySpan<int> bias, Requantization requantization, int vector, int group, int inputOffset)
    {
        Outputs = bias.Length;
        Inputs = rowMajor.Length / Outputs;
        Groups = (Inputs + group - 1) / group;
        this.vector = vector;
        PaddedOutputs = (Outputs + vector - 1) / vector * vector;
        weights = new AlignedMemory(checked(PaddedOutputs * Groups * sizeof(int)));
        var (folded, absolute) = (new int[Outputs], new long[Outputs]);
        for (var o = 0; o < Outputs; o++)
        {
            var sum = 0;
            foreach (var weight in rowMajor.Slice(o * Inputs, Inputs))
            {
                sum += weight - requantization.KernelZeroPoint;
                absolute[o] += Math.Abs(weight - requantization.KernelZeroPoint);
            }

            folded[o] = unchecked(bias[o] - ((requantization.InputZeroPoint + inputOffset) * sum));
        }

        Requantization = new PackedRequantization(requantization, folded, absolute, PaddedOutputs, mayBeDoubled: group == 2);
        for (var o = 0; o < Outputs; o++)
        {
            var start = o / (2 * vector) * 2 * vector;
            var width = PanelWidth(start);
            var column = weights.Ints.Slice(start * Groups, width * Groups)[(o - start)..];
            var row = rowMajor.Slice(o * Inputs, Inputs);
            if (group == 2) ScatterPairs(row, column, width, requantization.KernelZeroPoint, Requantization.IsDoubled ? 2 : 1);
            else ScatterQuads(row, column, width);
        }
    }

    /// <summary>The number of columns of the product.</summary>
    public int Outputs { get; }

    /// <summary>The number of columns of the left matrix.</summary>
    public int Inputs { get; }

    /// <summary>The number of groups of columns of the left matrix; the last group may be incomplete.</summary>
    public int Groups { get; }

    /// <summary>The number of columns of the product, including those that pad the last vector.</summary>
    public int PaddedOutputs { get; }

    /// <summary>The biases and factors of the columns.</summary>
    public PackedRequantization Requantization { get; }

    /// <summary>Returns the number of columns of the panel that starts at column <paramref name="start"/>: two vectors, or one at the end.</summary>
    public int PanelWidth(int start) => Math.Min(2 * this.vector, PaddedOutputs - start);

    /// <summary>Returns the groups of the panel that starts at column <paramref name="start"/>.</summary>
    public ReadOnlySpan<int> Panel(int start) => weights.Ints.Slice(start * Groups, PanelWidth(start) * Groups);

    /// <summary>Packs two weights in one int, the first in the low half.</summary>
    public static int Pair(short first, short second) => (second << 16) + (first & 0xFFFF);

    // Runs once per weight while a model is loaded, so it is compiled with full optimization from the start.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScatterPairs(ReadOnlySpan<sbyte> row, Span<int> column, int step, int zero, int factor)
    {
        for (var i = 0; i < row.Length; i += 2)
        {
            var first = (short)(factor * (row[i] - zero));
            var second = i + 1 < row.Length ? (short)(factor * (row[i + 1] - zero)) : (short)0;
            column[i / 2 * step] = Pair(first, second);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScatterQuads(ReadOnlySpan<sbyte> row, Span<int> column, int step)
    {
        for (var i = 0; i < row.Length; i++) column[i / 4 * step] |= (byte)row[i] << (i % 4 * 8);
    }
}
