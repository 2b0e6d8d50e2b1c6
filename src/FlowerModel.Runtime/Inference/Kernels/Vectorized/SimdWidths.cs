using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>The only place that decides which vectors of floats this machine uses, for inference and for training.</summary>
internal static class SimdWidths
{
    /// <summary>Creates something for each width of vector that this machine has, the widest last; nothing where it has no vectors.</summary>
    /// <remarks>Nothing in WebAssembly: it has no multiply-add, and there the emulated one is not faster in vectors.</remarks>
    /// <param name="factory">Creates it.</param>
    public static IReadOnlyList<T> ForEach<TFactory, T>(TFactory factory)
        where TFactory : struct, ISimdFactory<T>
    {
        var all = new List<T>();
        if (Vector128.IsHardwareAccelerated && (AdvSimd.IsSupported || Sse.IsSupported)) all.Add(factory.Create<Simd128, Vector128<float>>());
        if (Avx2.IsSupported && Fma.IsSupported) all.Add(factory.Create<Simd256, Vector256<float>>());
        if (Avx512F.IsSupported && Vector512.IsHardwareAccelerated) all.Add(factory.Create<Simd512, Vector512<float>>());
        return all;
    }
}

/// <summary>Creates something that is generic over the width of vector.</summary>
/// <typeparam name="T">What is created.</typeparam>
internal interface ISimdFactory<T>
{
    /// <summary>Creates it for one width.</summary>
    T Create<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;
}
