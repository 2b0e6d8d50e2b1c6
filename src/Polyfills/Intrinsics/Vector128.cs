namespace System.Runtime.Intrinsics;

/// <summary>Operations on <see cref="Vector128{T}"/> that the code of this repository uses, as .NET defines them.</summary>
[Microsoft.CodeAnalysis.Embedded]
internal static unsafe class Vector128
{
    /// <summary>False: there are no instructions.</summary>
    public static bool IsHardwareAccelerated => false;

    public static Vector128<T> Create<T>(T value)
        where T : unmanaged
    {
        Vector128<T> result;
        for (var i = 0; i < Vector128<T>.Count; i++) ((T*)&result)[i] = value;
        return result;
    }

    public static Vector128<T> Create<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Vector128<T> result;
        values[..Vector128<T>.Count].CopyTo(new Span<T>(&result, Vector128<T>.Count));
        return result;
    }

    public static Vector128<T> Create<T>(Span<T> values)
        where T : unmanaged
        => Create((ReadOnlySpan<T>)values);

    public static Vector128<int> Create(int a, int b, int c, int d) => Create<int>(stackalloc int[] { a, b, c, d });

    public static Vector128<byte> Create(
        byte a, byte b, byte c, byte d, byte e, byte f, byte g, byte h, byte i, byte j, byte k, byte l, byte m, byte n, byte o, byte p) =>
        Create<byte>(stackalloc byte[] { a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p });

    /// <summary>A vector whose first element is a value; the others are 0.</summary>
    public static Vector128<T> CreateScalar<T>(T value)
        where T : unmanaged
        => Vector128<T>.Zero.WithElement(0, value);

    public static Vector128<T> CreateScalarUnsafe<T>(T value)
        where T : unmanaged
        => Create(value);

    public static T ToScalar<T>(this Vector128<T> vector)
        where T : unmanaged
        => vector[0];

    public static Vector128<T> Load<T>(T* source)
        where T : unmanaged
        => *(Vector128<T>*)source;

    public static Vector128<T> LoadUnsafe<T>(ref T source, nuint offset)
        where T : unmanaged
    {
        fixed (T* first = &source) return Load(first + offset);
    }

    public static void Store<T>(this Vector128<T> vector, T* target)
        where T : unmanaged
        => *(Vector128<T>*)target = vector;

    public static void CopyTo<T>(this Vector128<T> vector, Span<T> target)
        where T : unmanaged
        => new ReadOnlySpan<T>(&vector, Vector128<T>.Count).CopyTo(target);

    public static Vector64<T> GetLower<T>(this Vector128<T> vector)
        where T : unmanaged
        => *(Vector64<T>*)&vector;

    public static void Store<T>(this Vector64<T> vector, T* target)
        where T : unmanaged
        => *(Vector64<T>*)target = vector;

    public static Vector128<byte> AsByte<T>(this Vector128<T> vector)
        where T : unmanaged
        => *(Vector128<byte>*)&vector;

    public static Vector128<short> AsInt16<T>(this Vector128<T> vector)
        where T : unmanaged
        => *(Vector128<short>*)&vector;

    public static Vector128<ushort> AsUInt16<T>(this Vector128<T> vector)
        where T : unmanaged
        => *(Vector128<ushort>*)&vector;

    public static Vector128<int> AsInt32<T>(this Vector128<T> vector)
        where T : unmanaged
        => *(Vector128<int>*)&vector;

    public static Vector128<long> AsInt64<T>(this Vector128<T> vector)
        where T : unmanaged
        => *(Vector128<long>*)&vector;

    public static Vector128<float> AsSingle<T>(this Vector128<T> vector)
        where T : unmanaged
        => *(Vector128<float>*)&vector;

    public static Vector128<double> AsDouble<T>(this Vector128<T> vector)
        where T : unmanaged
        => *(Vector128<double>*)&vector;

    public static Vector128<uint> AsUInt32<T>(this Vector128<T> vector)
        where T : unmanaged
        => *(Vector128<uint>*)&vector;

    public static Vector128<ulong> AsUInt64<T>(this Vector128<T> vector)
        where T : unmanaged
        => *(Vector128<ulong>*)&vector;

    public static T GetElement<T>(this Vector128<T> vector, int index)
        where T : unmanaged
        => vector[index];

    public static Vector128<T> WithElement<T>(this Vector128<T> vector, int index, T value)
        where T : unmanaged
    {
        ((T*)&vector)[index] = value;
        return vector;
    }

    /// <summary>A vector whose elements have all bits set where a condition is true.</summary>
    public static Vector128<T> LessThan<T>(Vector128<T> a, Vector128<T> b)
        where T : unmanaged
    {
        Vector128<T> result = default;
        for (var i = 0; i < Vector128<T>.Count; i++)
        {
            if (Scalar<T>.IsLess(a[i], b[i])) new Span<byte>((T*)&result + i, sizeof(T)).Fill(255);
        }

        return result;
    }

    /// <summary>Compares bits; there are no NaN and no zeros of different signs among the operands.</summary>
    public static Vector128<T> Equals<T>(Vector128<T> a, Vector128<T> b)
        where T : unmanaged
        => ~(LessThan(a, b) | LessThan(b, a));

    public static bool EqualsAll<T>(Vector128<T> a, Vector128<T> b)
        where T : unmanaged
        => new ReadOnlySpan<byte>(&a, 16).SequenceEqual(new ReadOnlySpan<byte>(&b, 16));

    public static Vector128<double> Abs(Vector128<double> vector) => (vector.AsInt64() & Create(long.MaxValue)).AsDouble();

    public static Vector128<short> Abs(Vector128<short> vector) => Max(vector, -vector);

    public static Vector128<T> GreaterThan<T>(Vector128<T> a, Vector128<T> b)
        where T : unmanaged
        => LessThan(b, a);

    public static Vector128<T> ConditionalSelect<T>(Vector128<T> condition, Vector128<T> a, Vector128<T> b)
        where T : unmanaged
        => (condition & a) | (~condition & b);

    public static Vector128<T> Min<T>(Vector128<T> a, Vector128<T> b)
        where T : unmanaged
        => ConditionalSelect(LessThan(a, b), a, b);

    public static Vector128<T> Max<T>(Vector128<T> a, Vector128<T> b)
        where T : unmanaged
        => ConditionalSelect(LessThan(a, b), b, a);

    public static Vector128<T> ShiftLeft<T>(Vector128<T> a, int count)
        where T : unmanaged
        => a << count;

    /// <summary>The elements at the given places; 0 for places that do not exist.</summary>
    public static Vector128<byte> Shuffle(Vector128<byte> vector, Vector128<byte> places)
    {
        Vector128<byte> result;
        for (var i = 0; i < 16; i++) ((byte*)&result)[i] = places[i] < 16 ? vector[places[i]] : (byte)0;
        return result;
    }
}
