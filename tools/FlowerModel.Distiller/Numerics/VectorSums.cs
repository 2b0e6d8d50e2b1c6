using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FlowerModel.Distiller.Numerics;

/// <summary>
/// Elementwise sums, in double precision unless another type is stated. Lanes of a vector never share a sum, and products are rounded before they are
/// added, so the results do not depend on the processor.
/// </summary>
internal static class VectorSums
{
    private static readonly int Width = Vector<double>.Count;

    /// <summary><c>sums += factor * values</c>.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="values">The values.</param>
    /// <param name="sums">As many sums.</param>
    /// <typeparam name="T">Their precision: float or double.</typeparam>
    public static void AddScaled<T>(T factor, ReadOnlySpan<T> values, Span<T> sums)
        where T : struct, INumber<T>
    {
        var i = 0;
        for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var sum = sums[i..];
            (new Vector<T>(sum) + (new Vector<T>(values[i..]) * factor)).CopyTo(sum);
        }

        for (; i < values.Length; i++) sums[i] += values[i] * factor;
    }

    /// <summary><c>sums += a * b</c>.</summary>
    /// <param name="a">Values.</param>
    /// <param name="b">As many factors.</param>
    /// <param name="sums">As many sums.</param>
    public static void AddProducts(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> sums)
    {
        var i = 0;
        for (; i <= a.Length - Width; i += Width)
        {
            var sum = sums[i..];
            (new Vector<double>(sum) + (new Vector<double>(a[i..]) * new Vector<double>(b[i..]))).CopyTo(sum);
        }

        for (; i < a.Length; i++) sums[i] += a[i] * b[i];
    }

    /// <summary>
    /// <c>sums += transposed(a) * b</c>. The products of the rows are added in order, and their sum to <paramref name="sums"/>.
    /// </summary>
    /// <param name="a">[rows, sums.Rows].</param>
    /// <param name="b">[rows, sums.Columns].</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="sums">The sums.</param>
    /// <param name="upperOnly">True: elements below the diagonal may be left out.</param>
    public static void AddOuterProducts(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int rows, Matrix sums, bool upperOnly = false)
    {
        int n = sums.Rows, m = sums.Columns;
        for (var i = 0; i < n; i += 4)
        {
            var count = Math.Min(4, n - i);
            var j = upperOnly ? i / Width * Width : 0;
            for (; count == 4 && j <= m - Width; j += Width) AddTile(a, b, rows, sums, i, j);
            for (var row = i; row < i + count; row++)
            {
                for (var column = j; column < m; column++)
                {
                    var sum = 0.0;
                    for (var r = 0; r < rows; r++) sum += b[(r * m) + column] * a[(r * n) + row];
                    sums[row, column] += sum;
                }
            }
        }
    }

    /// <summary>Four rows of sums, one vector wide.</summary>
    private static void AddTile(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int rows, Matrix sums, int i, int j)
    {
        int n = sums.Rows, m = sums.Columns;
        Vector<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        ref var left = ref MemoryMarshal.GetReference(a[i..((n * (rows - 1)) + i + 4)]);
        ref var right = ref MemoryMarshal.GetReference(b[j..((m * (rows - 1)) + j + Width)]);
        for (var r = 0; r < rows; r++)
        {
            var values = Vector.LoadUnsafe(ref right, (nuint)(r * m));
            ref var factors = ref Unsafe.Add(ref left, r * n);
            sum0 += values * factors;
            sum1 += values * Unsafe.Add(ref factors, 1);
            sum2 += values * Unsafe.Add(ref factors, 2);
            sum3 += values * Unsafe.Add(ref factors, 3);
        }

        Add(sum0, sums.Row(i)[j..]);
        Add(sum1, sums.Row(i + 1)[j..]);
        Add(sum2, sums.Row(i + 2)[j..]);
        Add(sum3, sums.Row(i + 3)[j..]);
    }

    private static void Add(Vector<double> values, Span<double> sums) => (new Vector<double>(sums) + values).CopyTo(sums);
}
