using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary><c>C = clamp(A * B + bias)</c> with packed weights B. The sums begin with the bias.</summary>
internal static unsafe class MatrixProduct<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>The number of rows that are computed together.</summary>
    public const int TileRows = ProductTile<TSimd, TVector>.Rows;

    /// <param name="a">Contiguous rows of A: <c>rows * B.Inputs</c> floats.</param>
    /// <param name="b">The weights.</param>
    /// <param name="activation">Limits of the result.</param>
    /// <param name="c">Receives <c>rows * B.Outputs</c> floats.</param>
    /// <param name="rows">The number of rows.</param>
    public static void Multiply(ReadOnlySpan<float> a, PackedMatrix b, ActivationRange activation, Span<float> c, int rows)
    {
        // The tiles do not check bounds, so these slices do.
        a = a[..checked(rows * b.Inputs)];
        c = c[..checked(rows * b.Outputs)];
        var end = new ClampEnd(activation.Minimum, activation.Maximum);
        fixed (float* from = a, weights = b.Weights, bias = b.Bias, to = c)
            PackedProduct<TSimd, TVector>.Multiply(from, rows, b.Inputs, weights, b.Outputs, new SumStart(false, bias), end, to);
    }

    /// <summary>Computes a part of the product, which is divided into its columns: few rows and many weights.</summary>
    /// <param name="a">Contiguous rows of A: <c>rows * B.Inputs</c> floats.</param>
    /// <param name="b">The weights.</param>
    /// <param name="activation">Limits of the result.</param>
    /// <param name="c">Receives its part of <c>rows * B.Outputs</c> floats.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="part">The part: of the tiles of all panels, one panel after the other.</param>
    public static void MultiplyColumns(ReadOnlySpan<float> a, PackedMatrix b, ActivationRange activation, Span<float> c, int rows, Part part)
    {
        a = a[..checked(rows * b.Inputs)];
        c = c[..checked(rows * b.Outputs)];
        var tiles = (rows + TileRows - 1) / TileRows;
        var (start, end) = part.Of(Panels(b) * tiles);
        var clamp = new ClampEnd(activation.Minimum, activation.Maximum);
        fixed (float* from = a, weights = b.Weights, bias = b.Bias, to = c)
        {
            while (start < end)
            {
                var (panel, tile) = Math.DivRem(start, tiles);
                var count = Math.Min(tiles - tile, end - start);
                PackedProduct<TSimd, TVector>.MultiplyPanel(
                    from,
                    (tile * TileRows, Math.Min((tile + count) * TileRows, rows)),
                    b.Inputs,
                    weights,
                    b.Outputs,
                    panel,
                    new SumStart(false, bias),
                    clamp,
                    to);
                start += count;
            }
        }
    }

    /// <summary>Returns the number of panels of a packed matrix.</summary>
    public static int Panels(PackedMatrix b) =>
        (b.Outputs + PackedProduct<TSimd, TVector>.PanelColumns - 1) / PackedProduct<TSimd, TVector>.PanelColumns;
}
