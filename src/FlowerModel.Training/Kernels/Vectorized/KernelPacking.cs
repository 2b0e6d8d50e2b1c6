using System.Runtime.CompilerServices;
using FlowerModel.Runtime.Inference.Kernels.Vectorized;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>Brings kernels into the order in which <see cref="PackedProduct{TSimd, TVector}"/> reads them.</summary>
internal static unsafe class KernelPacking<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>Packs <c>kernel * diag(scale)</c>; see <see cref="TrainingKernels.PackKernel"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float* kernel, float* scale, int inner, int columns, float* packed)
    {
        for (var j = 0; j < columns; j += PackedProduct<TSimd, TVector>.PanelColumns)
        {
            var width = PackedProduct<TSimd, TVector>.PanelWidth(columns, j);
            var valid = Math.Min(width, columns - j);
            var from = kernel + j;
            for (var k = 0; k < inner; k++, from += columns, packed += width)
            {
                var n = 0;
                for (; n + TSimd.Width <= valid; n += TSimd.Width)
                {
                    var weights = TSimd.Load(from + n);
                    TSimd.Store(scale == null ? weights : TSimd.Multiply(weights, TSimd.Load(scale + j + n)), packed + n);
                }

                for (; n < valid; n++) packed[n] = scale == null ? from[n] : from[n] * scale[j + n];
                for (; n < width; n++) packed[n] = 0;
            }
        }
    }

    /// <summary>Packs <c>kernel * diag(scale)</c> transposed; see <see cref="TrainingKernels.PackTransposed"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTransposed(float* kernel, float* scale, int inner, int columns, float* packed)
    {
        for (var j = 0; j < inner; j += PackedProduct<TSimd, TVector>.PanelColumns)
        {
            var width = PackedProduct<TSimd, TVector>.PanelWidth(inner, j);
            var valid = Math.Min(width, inner - j);
            for (var n = 0; n < columns; n++, packed += width)
            {
                var from = kernel + ((nint)j * columns) + n;
                var factor = scale == null ? 1 : scale[n];
                for (var k = 0; k < valid; k++, from += columns) packed[k] = *from * factor;
                for (var k = valid; k < width; k++) packed[k] = 0;
            }
        }
    }
}
