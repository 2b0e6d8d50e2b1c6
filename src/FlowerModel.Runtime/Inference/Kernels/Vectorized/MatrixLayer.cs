using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>A layer that is a single matrix product: a pointwise (1x1) convolution or a fully connected layer.</summary>
internal sealed class MatrixLayer<TSimd, TVector>(int rows, PackedMatrix weights, ActivationRange activation) : PreparedLayer<float>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int MaxRows = 192;
    private const int WeightsPerInput = 2;

    // Threads share the columns where there are far more weights than inputs: each thread reads all of what is not divided.
    private readonly bool isDividedByColumns = rows <= MaxRows && weights.Outputs / WeightsPerInput >= rows;

    /// <inheritdoc/>
    public override int MaxParts => isDividedByColumns
        ? MatrixProduct<TSimd, TVector>.Panels(weights)
        : Math.Max(1, rows / MatrixProduct<TSimd, TVector>.TileRows);

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> input, Span<float> output, Span<byte> scratch, Part part)
    {
        if (isDividedByColumns && part.Count > 1)
        {
            MatrixProduct<TSimd, TVector>.MultiplyColumns(input, weights, activation, output, rows, part);
            return;
        }

        var (start, end) = part.Of(rows, MatrixProduct<TSimd, TVector>.TileRows);
        MatrixProduct<TSimd, TVector>.Multiply(
            input[(start * weights.Inputs)..], weights, activation, output[(start * weights.Outputs)..], end - start);
    }
}
