#pragma warning disable SA1402 // Classes of one kind, one after another.

// Instructions of processors, none of which are supported. The methods are what the code of this repository compiles against; nothing calls them.
namespace System.Runtime.Intrinsics.X86
{
    [Microsoft.CodeAnalysis.Embedded]
    internal static class Sse2
    {
        public static bool IsSupported => false;

        public static Vector128<short> MultiplyHigh(Vector128<short> a, Vector128<short> b) => throw new PlatformNotSupportedException();

        public static Vector128<byte> PackUnsignedSaturate(Vector128<short> a, Vector128<short> b) => throw new PlatformNotSupportedException();

        public static Vector128<T> UnpackLow<T>(Vector128<T> a, Vector128<T> b)
            where T : unmanaged
            => throw new PlatformNotSupportedException();

        public static Vector128<T> UnpackHigh<T>(Vector128<T> a, Vector128<T> b)
            where T : unmanaged
            => throw new PlatformNotSupportedException();
    }

    [Microsoft.CodeAnalysis.Embedded]
    internal static class Ssse3
    {
        public static bool IsSupported => false;

        public static Vector128<short> MultiplyHighRoundScale(Vector128<short> a, Vector128<short> b) => throw new PlatformNotSupportedException();
    }

    [Microsoft.CodeAnalysis.Embedded]
    internal static class Avx2
    {
        public static bool IsSupported => false;

        public static Vector256<int> ConvertToVector256Int32(Vector128<short> a) => throw new PlatformNotSupportedException();

        public static Vector256<short> PackSignedSaturate(Vector256<int> a, Vector256<int> b) => throw new PlatformNotSupportedException();

        public static Vector256<long> Permute4x64(Vector256<long> a, byte control) => throw new PlatformNotSupportedException();

        public static Vector256<T> Permute2x128<T>(Vector256<T> a, Vector256<T> b, byte control)
            where T : unmanaged
            => throw new PlatformNotSupportedException();

        public static Vector256<T> UnpackLow<T>(Vector256<T> a, Vector256<T> b)
            where T : unmanaged
            => throw new PlatformNotSupportedException();

        public static Vector256<T> UnpackHigh<T>(Vector256<T> a, Vector256<T> b)
            where T : unmanaged
            => throw new PlatformNotSupportedException();
    }

    [Microsoft.CodeAnalysis.Embedded]
    internal static class Fma
    {
        public static bool IsSupported => false;

        public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) => throw new PlatformNotSupportedException();

        public static Vector128<float> MultiplyAddScalar(Vector128<float> a, Vector128<float> b, Vector128<float> c) => throw new PlatformNotSupportedException();
    }
}

namespace System.Runtime.Intrinsics.Arm
{
    [Microsoft.CodeAnalysis.Embedded]
    internal static class AdvSimd
    {
        public static bool IsSupported => false;

        public static Vector128<float> FusedMultiplyAdd(Vector128<float> addend, Vector128<float> a, Vector128<float> b) =>
            throw new PlatformNotSupportedException();

        public static Vector128<short> MultiplyRoundedDoublingSaturateHigh(Vector128<short> a, Vector128<short> b) =>
            throw new PlatformNotSupportedException();

        public static class Arm64
        {
            public static bool IsSupported => false;

            public static Vector128<T> ZipLow<T>(Vector128<T> a, Vector128<T> b)
                where T : unmanaged
                => throw new PlatformNotSupportedException();

            public static Vector128<T> ZipHigh<T>(Vector128<T> a, Vector128<T> b)
                where T : unmanaged
                => throw new PlatformNotSupportedException();
        }
    }
}

namespace System.Runtime.Intrinsics.Wasm
{
    [Microsoft.CodeAnalysis.Embedded]
    internal static class PackedSimd
    {
        public static bool IsSupported => false;

        public static Vector128<short> MultiplyRoundedSaturateQ15(Vector128<short> a, Vector128<short> b) => throw new PlatformNotSupportedException();
    }
}

namespace System
{
    /// <summary>Members of <see cref="MathF"/> that only processors with the instruction use.</summary>
    [Microsoft.CodeAnalysis.Embedded]
    internal static class MathFInstructions
    {
        extension(MathF)
        {
            public static float FusedMultiplyAdd(float a, float b, float c) => throw new PlatformNotSupportedException();
        }
    }
}
