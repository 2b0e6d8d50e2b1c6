namespace System.Runtime.Intrinsics;

/// <summary>A vector of 16 bytes without instructions for it: the operations go element by element and have the same results.</summary>
/// <typeparam name="T">A primitive number.</typeparam>
[Microsoft.CodeAnalysis.Embedded]
internal unsafe struct Vector128<T>
    where T : unmanaged
{
    private fixed ulong words[2];

    /// <summary>The number of elements.</summary>
    public static int Count => 16 / sizeof(T);

    /// <summary>All elements 0.</summary>
    public static Vector128<T> Zero => default;

    /// <summary>All elements 1.</summary>
    public static Vector128<T> One => Vector128.Create(Scalar<T>.One);

    /// <summary>Returns an element.</summary>
    public readonly T this[int index]
    {
        get
        {
            fixed (ulong* first = words) return ((T*)first)[index];
        }
    }

    public static Vector128<T> operator +(Vector128<T> a, Vector128<T> b)
    {
        Vector128<T> result;
        for (var i = 0; i < Count; i++) ((T*)result.words)[i] = Scalar<T>.Add(((T*)a.words)[i], ((T*)b.words)[i]);
        return result;
    }

    public static Vector128<T> operator -(Vector128<T> a, Vector128<T> b)
    {
        Vector128<T> result;
        for (var i = 0; i < Count; i++) ((T*)result.words)[i] = Scalar<T>.Subtract(((T*)a.words)[i], ((T*)b.words)[i]);
        return result;
    }

    public static Vector128<T> operator -(Vector128<T> a) => Zero - a;

    public static Vector128<T> operator *(Vector128<T> a, Vector128<T> b)
    {
        Vector128<T> result;
        for (var i = 0; i < Count; i++) ((T*)result.words)[i] = Scalar<T>.Multiply(((T*)a.words)[i], ((T*)b.words)[i]);
        return result;
    }

    public static Vector128<T> operator *(Vector128<T> a, T b) => a * Vector128.Create(b);

    public static Vector128<T> operator /(Vector128<T> a, Vector128<T> b)
    {
        Vector128<T> result;
        for (var i = 0; i < Count; i++) ((T*)result.words)[i] = Scalar<T>.Divide(((T*)a.words)[i], ((T*)b.words)[i]);
        return result;
    }

    public static Vector128<T> operator &(Vector128<T> a, Vector128<T> b) => OfWords(a.words[0] & b.words[0], a.words[1] & b.words[1]);

    public static Vector128<T> operator |(Vector128<T> a, Vector128<T> b) => OfWords(a.words[0] | b.words[0], a.words[1] | b.words[1]);

    public static Vector128<T> operator ~(Vector128<T> a) => OfWords(~a.words[0], ~a.words[1]);

    public static Vector128<T> operator <<(Vector128<T> a, int count)
    {
        Vector128<T> result;
        for (var i = 0; i < Count; i++) ((T*)result.words)[i] = Scalar<T>.ShiftLeft(((T*)a.words)[i], count);
        return result;
    }

    public static Vector128<T> operator >>(Vector128<T> a, int count)
    {
        Vector128<T> result;
        for (var i = 0; i < Count; i++) ((T*)result.words)[i] = Scalar<T>.ShiftRight(((T*)a.words)[i], count);
        return result;
    }

    public static Vector128<T> operator >>>(Vector128<T> a, int count)
    {
        Vector128<T> result;
        for (var i = 0; i < Count; i++) ((T*)result.words)[i] = Scalar<T>.ShiftRightLogical(((T*)a.words)[i], count);
        return result;
    }

    public static bool operator ==(Vector128<T> a, Vector128<T> b) => Vector128.EqualsAll(a, b);

    public static bool operator !=(Vector128<T> a, Vector128<T> b) => !Vector128.EqualsAll(a, b);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Vector128<T> other && this == other;

    /// <inheritdoc/>
    public override readonly int GetHashCode() => Vector128.ToScalar(this).GetHashCode();

    private static Vector128<T> OfWords(ulong low, ulong high)
    {
        Vector128<T> result;
        result.words[0] = low;
        result.words[1] = high;
        return result;
    }
}
