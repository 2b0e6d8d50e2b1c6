namespace System.Runtime.Intrinsics;

/// <summary>Arithmetic of one element of a <see cref="Vector128{T}"/>. The comparisons of types are constants for the compiler.</summary>
/// <typeparam name="T">A primitive number.</typeparam>
[Microsoft.CodeAnalysis.Embedded]
internal static unsafe class Scalar<T>
    where T : unmanaged
{
    /// <summary>1.</summary>
    public static T One
    {
        get
        {
            if (typeof(T) == typeof(float)) return Of(1f);
            if (typeof(T) == typeof(double)) return Of(1d);
            // Little-endian: the first byte is the lowest.
            var one = 1L;
            return *(T*)&one;
        }
    }

    /// <summary>a + b.</summary>
    public static T Add(T a, T b)
    {
        if (typeof(T) == typeof(float)) return Of(*(float*)&a + *(float*)&b);
        if (typeof(T) == typeof(double)) return Of(*(double*)&a + *(double*)&b);
        if (typeof(T) == typeof(byte)) return Of(unchecked((byte)(*(byte*)&a + *(byte*)&b)));
        if (typeof(T) == typeof(short)) return Of(unchecked((short)(*(short*)&a + *(short*)&b)));
        if (typeof(T) == typeof(ushort)) return Of(unchecked((ushort)(*(ushort*)&a + *(ushort*)&b)));
        if (typeof(T) == typeof(int)) return Of(unchecked((int)(*(int*)&a + *(int*)&b)));
        if (typeof(T) == typeof(uint)) return Of(unchecked((uint)(*(uint*)&a + *(uint*)&b)));
        if (typeof(T) == typeof(long)) return Of(unchecked((long)(*(long*)&a + *(long*)&b)));
        throw new NotSupportedException();
    }

    /// <summary>a - b.</summary>
    public static T Subtract(T a, T b)
    {
        if (typeof(T) == typeof(float)) return Of(*(float*)&a - *(float*)&b);
        if (typeof(T) == typeof(double)) return Of(*(double*)&a - *(double*)&b);
        if (typeof(T) == typeof(byte)) return Of(unchecked((byte)(*(byte*)&a - *(byte*)&b)));
        if (typeof(T) == typeof(short)) return Of(unchecked((short)(*(short*)&a - *(short*)&b)));
        if (typeof(T) == typeof(ushort)) return Of(unchecked((ushort)(*(ushort*)&a - *(ushort*)&b)));
        if (typeof(T) == typeof(int)) return Of(unchecked((int)(*(int*)&a - *(int*)&b)));
        if (typeof(T) == typeof(uint)) return Of(unchecked((uint)(*(uint*)&a - *(uint*)&b)));
        if (typeof(T) == typeof(long)) return Of(unchecked((long)(*(long*)&a - *(long*)&b)));
        throw new NotSupportedException();
    }

    /// <summary>a * b.</summary>
    public static T Multiply(T a, T b)
    {
        if (typeof(T) == typeof(float)) return Of(*(float*)&a * *(float*)&b);
        if (typeof(T) == typeof(double)) return Of(*(double*)&a * *(double*)&b);
        if (typeof(T) == typeof(byte)) return Of(unchecked((byte)(*(byte*)&a * *(byte*)&b)));
        if (typeof(T) == typeof(short)) return Of(unchecked((short)(*(short*)&a * *(short*)&b)));
        if (typeof(T) == typeof(ushort)) return Of(unchecked((ushort)(*(ushort*)&a * *(ushort*)&b)));
        if (typeof(T) == typeof(int)) return Of(unchecked((int)(*(int*)&a * *(int*)&b)));
        if (typeof(T) == typeof(uint)) return Of(unchecked((uint)(*(uint*)&a * *(uint*)&b)));
        if (typeof(T) == typeof(long)) return Of(unchecked((long)(*(long*)&a * *(long*)&b)));
        throw new NotSupportedException();
    }

    /// <summary>a / b.</summary>
    public static T Divide(T a, T b)
    {
        if (typeof(T) == typeof(float)) return Of(*(float*)&a / *(float*)&b);
        if (typeof(T) == typeof(double)) return Of(*(double*)&a / *(double*)&b);
        throw new NotSupportedException();
    }

    /// <summary>a &lt; b.</summary>
    public static bool IsLess(T a, T b)
    {
        if (typeof(T) == typeof(float)) return *(float*)&a < *(float*)&b;
        if (typeof(T) == typeof(double)) return *(double*)&a < *(double*)&b;
        if (typeof(T) == typeof(byte)) return *(byte*)&a < *(byte*)&b;
        if (typeof(T) == typeof(short)) return *(short*)&a < *(short*)&b;
        if (typeof(T) == typeof(ushort)) return *(ushort*)&a < *(ushort*)&b;
        if (typeof(T) == typeof(int)) return *(int*)&a < *(int*)&b;
        if (typeof(T) == typeof(uint)) return *(uint*)&a < *(uint*)&b;
        if (typeof(T) == typeof(long)) return *(long*)&a < *(long*)&b;
        throw new NotSupportedException();
    }

    /// <summary>a shifted to the left.</summary>
    public static T ShiftLeft(T a, int count)
    {
        if (typeof(T) == typeof(short)) return Of(unchecked((short)(*(short*)&a << count)));
        if (typeof(T) == typeof(ushort)) return Of(unchecked((ushort)(*(ushort*)&a << count)));
        if (typeof(T) == typeof(int)) return Of(unchecked((int)(*(int*)&a << count)));
        if (typeof(T) == typeof(uint)) return Of(unchecked((uint)(*(uint*)&a << count)));
        if (typeof(T) == typeof(long)) return Of(unchecked((long)(*(long*)&a << count)));
        throw new NotSupportedException();
    }

    /// <summary>a shifted to the right, with its sign.</summary>
    public static T ShiftRight(T a, int count)
    {
        if (typeof(T) == typeof(short)) return Of(unchecked((short)(*(short*)&a >> count)));
        if (typeof(T) == typeof(ushort)) return Of(unchecked((ushort)(*(ushort*)&a >> count)));
        if (typeof(T) == typeof(int)) return Of(unchecked((int)(*(int*)&a >> count)));
        if (typeof(T) == typeof(uint)) return Of(unchecked((uint)(*(uint*)&a >> count)));
        if (typeof(T) == typeof(long)) return Of(unchecked((long)(*(long*)&a >> count)));
        throw new NotSupportedException();
    }

    /// <summary>a shifted to the right, with zeros.</summary>
    public static T ShiftRightLogical(T a, int count)
    {
        if (typeof(T) == typeof(short)) return Of(unchecked((ushort)(*(ushort*)&a >> count)));
        if (typeof(T) == typeof(ushort)) return Of(unchecked((ushort)(*(ushort*)&a >> count)));
        if (typeof(T) == typeof(int)) return Of(unchecked((uint)(*(uint*)&a >> count)));
        if (typeof(T) == typeof(uint)) return Of(unchecked((uint)(*(uint*)&a >> count)));
        if (typeof(T) == typeof(long)) return Of(unchecked((ulong)(*(ulong*)&a >> count)));
        throw new NotSupportedException();
    }

    private static T Of<TNumber>(TNumber value)
        where TNumber : unmanaged
        => *(T*)&value;
}
