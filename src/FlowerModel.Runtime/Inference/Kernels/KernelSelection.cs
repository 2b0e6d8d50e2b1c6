using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.Wasm;
using System.Runtime.Intrinsics.X86;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Kernels.Vectorized;

namespace FlowerModel.Runtime.Inference.Kernels;

/// <summary>The only place that decides which kernels run on this machine.</summary>
internal static class KernelSelection
{
    /// <summary>Returns the fastest kernels for this machine, or the scalar reference kernels if requested.</summary>
    public static KernelSet For(bool useReferenceKernels) => useReferenceKernels
        ? new KernelSet(new ReferenceKernels(), new ReferenceIntegerKernels())
        : new KernelSet(Floats(), Integers());

    /// <summary>The widest vectors that there are; the scalar reference on machines without any. All give the same bits.</summary>
    private static FloatKernels Floats() => SimdWidths.ForEach<FloatFactory, FloatKernels>(default) is [.., var widest] ? widest : new ReferenceKernels();

    /// <summary>
    /// Uses the widest multiply-add: of four bytes where the machine has one, otherwise of 16-bit pairs in the widest vectors; the scalar reference on machines
    /// without any. .NET offers no instruction for four bytes in 512 bits.
    /// </summary>
    private static IntegerKernels Integers()
    {
        IntegerKernels kernels = new ReferenceIntegerKernels();
        if (Vector128.IsHardwareAccelerated && (AdvSimd.IsSupported || Sse2.IsSupported || PackedSimd.IsSupported))
        {
            kernels = new VectorizedIntegerKernels<IntegerSimd128, Vector128<int>, WordPairs<IntegerSimd128, Vector128<int>>>(kernels);
            if (ByteQuads128.IsSupported) kernels = new VectorizedIntegerKernels<IntegerSimd128, Vector128<int>, ByteQuads128>(kernels);
        }

        if (Avx2.IsSupported)
        {
            kernels = new VectorizedIntegerKernels<IntegerSimd256, Vector256<int>, WordPairs<IntegerSimd256, Vector256<int>>>(kernels);
            if (ByteQuads256.IsSupported) return new VectorizedIntegerKernels<IntegerSimd256, Vector256<int>, ByteQuads256>(kernels);
        }

        if (Avx512BW.IsSupported && Vector512.IsHardwareAccelerated)
            kernels = new VectorizedIntegerKernels<IntegerSimd512, Vector512<int>, WordPairs<IntegerSimd512, Vector512<int>>>(kernels);
        return kernels;
    }

    private readonly struct FloatFactory : ISimdFactory<FloatKernels>
    {
        public FloatKernels Create<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            => new VectorizedKernels<TSimd, TVector>();
    }
}
