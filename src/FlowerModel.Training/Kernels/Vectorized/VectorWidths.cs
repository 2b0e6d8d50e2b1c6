using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>The one place that selects kernels.</summary>
internal static class VectorWidths
{
    /// <summary>The kernels of every width that this machine has, the widest last.</summary>
    public static IReadOnlyList<TrainingKernels> Available { get; } =
    [
        new VectorizedTrainingKernels<Lanes4, Vector128<float>>(),
        .. Avx2.IsSupported && Fma.IsSupported ? [new VectorizedTrainingKernels<Lanes8, Vector256<float>>()] : (TrainingKernels[])[],
        .. Avx512F.IsSupported ? [new VectorizedTrainingKernels<Lanes16, Vector512<float>>()] : (TrainingKernels[])[],
    ];

    /// <summary>The kernels of the widest vectors.</summary>
    public static TrainingKernels Widest => Available[^1];

    /// <summary>The width of <see cref="Widest"/>, for logs.</summary>
    public static string Description => Vector128.IsHardwareAccelerated ? $"{128 << (Available.Count - 1)}-bit vectors" : "no vectors";
}
