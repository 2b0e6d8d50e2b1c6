using FlowerModel.Runtime.Inference.Kernels.Vectorized;
using FlowerModel.Training.Kernels.Reference;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>The kernels of this machine; <see cref="SimdWidths"/> decides which vectors it uses.</summary>
internal static class VectorWidths
{
    /// <summary>The kernels of every width that this machine has, the widest last; the scalar reference where it has no vectors.</summary>
    public static IReadOnlyList<TrainingKernels> Available { get; } =
        SimdWidths.ForEach<Factory, TrainingKernels>(default) is { Count: > 0 } all ? all : [new ScalarTrainingKernels()];

    /// <summary>The kernels of the widest vectors.</summary>
    public static TrainingKernels Widest => Available[^1];

    /// <summary>The width of <see cref="Widest"/>, for logs.</summary>
    public static string Description => Widest is not ScalarTrainingKernels ? $"{128 << (Available.Count - 1)}-bit vectors" : "no vectors";

    private readonly struct Factory : ISimdFactory<TrainingKernels>
    {
        public TrainingKernels Create<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            => new VectorizedTrainingKernels<TSimd, TVector>();
    }
}
