namespace System.Runtime.Intrinsics;

/// <summary>What code behind a check for AVX2 compiles against. Nothing calls it.</summary>
/// <typeparam name="T">A primitive number.</typeparam>
[Microsoft.CodeAnalysis.Embedded]
internal struct Vector256<T>
    where T : unmanaged
{
    public static Vector256<T> operator +(Vector256<T> a, Vector256<T> b) => throw new PlatformNotSupportedException();

    public static Vector256<T> operator -(Vector256<T> a, Vector256<T> b) => throw new PlatformNotSupportedException();

    public static Vector256<T> operator *(Vector256<T> a, Vector256<T> b) => throw new PlatformNotSupportedException();

    public static Vector256<T> operator <<(Vector256<T> a, int count) => throw new PlatformNotSupportedException();

    public static Vector256<T> operator >>(Vector256<T> a, int count) => throw new PlatformNotSupportedException();
}

/// <summary>What code behind a check for AVX2 compiles against. Nothing calls it.</summary>
[Microsoft.CodeAnalysis.Embedded]
internal static class Vector256
{
    public static Vector256<T> Create<T>(T value)
        where T : unmanaged
        => throw new PlatformNotSupportedException();

    public static Vector256<short> AsInt16<T>(this Vector256<T> vector)
        where T : unmanaged
        => throw new PlatformNotSupportedException();

    public static Vector256<int> AsInt32<T>(this Vector256<T> vector)
        where T : unmanaged
        => throw new PlatformNotSupportedException();

    public static Vector256<long> AsInt64<T>(this Vector256<T> vector)
        where T : unmanaged
        => throw new PlatformNotSupportedException();

    public static Vector128<T> GetLower<T>(this Vector256<T> vector)
        where T : unmanaged
        => throw new PlatformNotSupportedException();

    public static Vector128<T> GetUpper<T>(this Vector256<T> vector)
        where T : unmanaged
        => throw new PlatformNotSupportedException();
}
