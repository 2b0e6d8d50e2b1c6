using System.Runtime.CompilerServices;

namespace FlowerModel.Runtime.Inference.Packing;

/// <summary>
/// A weight matrix in the order in which the tiles of a matrix product read it. Output columns are grouped into panels of two vectors
/// (the last panel may have one). For each input, a panel contains the weights of its columns side by side, padded with zeros.
/// </summary>
internal sealed class PackedMatrix
{
    private readonly AlignedMemory weights;
    private readonly AlignedMemory bias;

    /// <param name="rowMajor">Outputs x inputs.</param>
    /// <param name="bias">One value per output.</param>
    /// <param name="vector">The number of floats in a vector.</param>
    public PackedMatrix(ReadOnlySpan<float> rowMajor, ReadOnlySpan<float> bias, int vector)
    {
        Outputs = bias.Length;
        Inputs = rowMajor.Length / Outputs;
        var paddedOutputs = (Outputs + vector - 1) / vector * vector;
        this.bias = new AlignedMemory(checked(paddedOutputs * sizeof(float)));
        bias.CopyTo(this.bias.Floats);
        weights = new AlignedMemory(checked(paddedOutputs * Inputs * sizeof(float)));
        for (var start = 0; start < paddedOutputs; start += 2 * vector)
        {
            var width = Math.Min(2 * vector, paddedOutputs - start);
            var panel = weights.Floats.Slice(start * Inputs, width * Inputs);
            for (var o = start; o < Math.Min(start + width, Outputs); o++)
                Scatter(rowMajor.Slice(o * Inputs, Inputs), panel[(o - start)..], width);
        }
    }

    /// <summary>The number of columns of the product.</summary>
    public int Outputs { get; }

    /// <summary>The number of columns of the left matrix.</summary>
    public int Inputs { get; }

    /// <summary>The panels: inputs x columns each, one after another.</summary>
    public ReadOnlySpan<float> Weights => weights.Floats;

    /// <summary>One value per output, and zeros up to a whole vector.</summary>
    public ReadOnlySpan<float> Bias => this.bias.Floats;

    // Runs once per weight while a model is loaded, so it is compiled with full optimization from the start.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(ReadOnlySpan<float> row, Span<float> column, int step)
    {
        for (var i = 0; i < row.Length; i++) column[i * step] = row[i];
    }
}
