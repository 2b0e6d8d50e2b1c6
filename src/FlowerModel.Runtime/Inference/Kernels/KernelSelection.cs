using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Kernels.Vectorised;

namespace FlowerModel.Runtime.Inference.Kernels;

/// <summary>The one place that decides which kernels run on this machine.</summary>
internal static class KernelSelection
{
    /// <summary>The widest vectors with a fused multiply-add; the scalar reference on machines without any, or when asked for.</summary>
    public static FloatKernels For(InterpreterOptions options)
    {
        if (options.UseReferenceKernels) return new ReferenceKernels();
        if (Avx512F.IsSupported && Vector512.IsHardwareAccelerated) return new VectorisedKernels<Simd512, Vector512<float>>();
        if (Fma.IsSupported) return new VectorisedKernels<Simd256, Vector256<float>>();
        return Vector128.IsHardwareAccelerated && (AdvSimd.IsSupported || Sse.IsSupported)
            ? new VectorisedKernels<Simd128, Vector128<float>>()
            : new ReferenceKernels();
    }
}
