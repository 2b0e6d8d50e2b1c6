using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Reference;

namespace FlowerModel.Runtime.Inference.Kernels;

/// <summary>The kernels of .NET Standard, which has no vectors of a known width.</summary>
internal static class KernelSelection
{
    /// <summary>Returns the scalar reference kernels.</summary>
    public static KernelSet For(bool useReferenceKernels) => new(new ReferenceKernels(), new ReferenceIntegerKernels());
}
