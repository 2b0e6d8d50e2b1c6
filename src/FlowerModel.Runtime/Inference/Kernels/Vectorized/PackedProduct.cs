using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// <c>c = end(start + a * b)</c> with a packed b: the core of convolutions and dense layers, of inference and of training.
/// </summary>
/// <remarks>
/// b is packed in panels of two vectors of columns, [inner, two vectors] each; the last panel has one vector if its columns fit, and zeros
/// beyond the last column. Rows of a are taken in blocks that stay in the second-level cache, and inner indices in blocks whose panel stays in
/// the first-level cache. An interrupted sum continues from the stored float, so each element of c has one sum, which takes the inner indices
/// in order, whatever the blocks and the width of vector; the bits are the same everywhere.
/// </remarks>
internal static unsafe class PackedProduct<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int PanelFloats = 5376; // 21 KB
    private const int BlockRows = 192;
    private const int LeftoverRows = 24;
    private const int TileRows = ProductTile<TSimd, TVector>.Rows;

    /// <summary>The number of columns of a whole panel.</summary>
    public static int PanelColumns => 2 * TSimd.Width;

    /// <summary>The number of floats of a packed matrix.</summary>
    public static int PackedLength(int inner, int columns) => checked(inner * Padded(columns));

    /// <summary>The number of columns of the panel that starts at a column, with the zeros that pad it.</summary>
    public static int PanelWidth(int columns, int column) => Math.Min(PanelColumns, Padded(columns) - column);

    /// <summary>Computes the product.</summary>
    /// <param name="a">[rows, inner].</param>
    /// <param name="rows">Rows of a and c.</param>
    /// <param name="inner">Columns of a, rows of b.</param>
    /// <param name="packed">b.</param>
    /// <param name="columns">Columns of b and c.</param>
    /// <param name="start">Where the sums begin.</param>
    /// <param name="end">What happens to the sums.</param>
    /// <param name="c">Receives [rows, columns].</param>
    public static void Multiply<TEnd>(float* a, int rows, int inner, float* packed, int columns, in SumStart start, TEnd end, float* c)
        where TEnd : struct, ISumEnd
    {
        var blockInner = BlockInner(inner);
        for (int row = 0, count; row < rows; row += count)
        {
            // A few rows left over join the last block, because each block reads all of b.
            count = rows - row <= BlockRows + LeftoverRows ? rows - row : BlockRows;
            var tiles = (count + TileRows - 1) / TileRows;
            for (var k = 0; k < inner; k += blockInner)
            {
                var block = new PanelRows(a + ((nint)row * inner) + k, count, inner, 1, (nint)TileRows * inner);
                var length = Math.Min(blockInner, inner - k);
                for (var j = 0; j < columns; j += PanelColumns)
                {
                    var panel = packed + ((nint)j * inner) + ((nint)k * PanelWidth(columns, j));
                    var blockStart = k == 0 ? start.At(j) : SumStart.Result;
                    var place = ((nint)row * columns) + j;
                    var next = j + PanelColumns < columns ? PanelWidth(columns, j + PanelColumns) : 0;
                    var ahead = new PanelAhead(packed + ((nint)(j + PanelColumns) * inner) + ((nint)k * next), next * length, tiles);
                    if (k + length == inner) Panel(block, length, panel, ahead, blockStart, end, c, place, columns, columns - j);
                    else Panel(block, length, panel, ahead, blockStart, default(PlainEnd), c, place, columns, columns - j);
                }
            }
        }
    }

    /// <summary>
    /// Computes some rows of the columns of one panel; the parameters are those of <see cref="Multiply"/>. For few rows and many columns, of which
    /// threads take a part each, so that each reads only its part of b.
    /// </summary>
    /// <param name="a">[rows, inner].</param>
    /// <param name="rows">The first row to compute, and the one after the last.</param>
    /// <param name="inner">Columns of a, rows of b.</param>
    /// <param name="packed">b.</param>
    /// <param name="columns">Columns of b and c.</param>
    /// <param name="panel">The index of the panel.</param>
    /// <param name="start">Where the sums begin.</param>
    /// <param name="end">What happens to the sums.</param>
    /// <param name="c">Receives [rows, columns].</param>
    public static void MultiplyPanel<TEnd>(
        float* a, (int Start, int End) rows, int inner, float* packed, int columns, int panel, in SumStart start, TEnd end, float* c)
        where TEnd : struct, ISumEnd
    {
        var (count, j) = (rows.End - rows.Start, panel * PanelColumns);
        var (blockInner, width) = (BlockInner(inner), PanelWidth(columns, j));
        var place = ((nint)rows.Start * columns) + j;
        for (int k = 0, length; k < inner; k += length)
        {
            length = Math.Min(blockInner, inner - k);
            var block = new PanelRows(a + ((nint)rows.Start * inner) + k, count, inner, 1, (nint)TileRows * inner);
            var current = packed + ((nint)j * inner) + ((nint)k * width);

            // The next rows of the panel, or the next panel, lie directly behind.
            var ahead = new PanelAhead(current + ((nint)length * width), j + PanelColumns < columns ? length * width : 0, (count + TileRows - 1) / TileRows);
            var blockStart = k == 0 ? start.At(j) : SumStart.Result;
            if (k + length == inner) Panel(block, length, current, ahead, blockStart, end, c, place, columns, columns - j);
            else Panel(block, length, current, ahead, blockStart, default(PlainEnd), c, place, columns, columns - j);
        }
    }

    /// <summary>Computes the columns of one panel.</summary>
    /// <param name="a">The rows of a.</param>
    /// <param name="inner">The number of products in each sum.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="ahead">The panel that is needed next.</param>
    /// <param name="start">Where the sums begin.</param>
    /// <param name="end">What happens to the sums.</param>
    /// <param name="c">The whole result.</param>
    /// <param name="place">Where the first row begins in the result, in floats.</param>
    /// <param name="stride">Floats from one row of the result to the next.</param>
    /// <param name="columns">Columns of the result from the panel's first on.</param>
    public static void Panel<TEnd>(
        in PanelRows a, int inner, float* panel, in PanelAhead ahead, in SumStart start, TEnd end, float* c, nint place, nint stride, int columns)
        where TEnd : struct, ISumEnd
    {
        var width = columns > TSimd.Width ? PanelColumns : TSimd.Width;
        for (var row = 0; row < a.Count; row += TileRows, place += TileRows * stride)
        {
            ahead.Fetch<TSimd, TVector>(row / TileRows);
            var rows = a.Tile(row / TileRows, Math.Min(TileRows, a.Count - row));
            if (columns < width || rows.Count is > 2 and < TileRows)
                Edge(rows, inner, panel, width, start, end, c, place, stride, Math.Min(columns, width));
            else if (rows.Count < TileRows)
                EachRow(rows, inner, panel, width, start, end, c, place, stride);
            else if (width > TSimd.Width)
                ProductTile<TSimd, TVector>.TwoVectors(rows, inner, panel, start, end, c, place, stride);
            else
                ProductTile<TSimd, TVector>.OneVector(rows, inner, panel, start, end, c, place, stride);
        }
    }

    private static void EachRow<TEnd>(
        in TileRows a, int inner, float* panel, int width, in SumStart start, TEnd end, float* c, nint place, nint stride)
        where TEnd : struct, ISumEnd
    {
        for (var row = 0; row < a.Count; row++)
            ProductTile<TSimd, TVector>.OneRow(a.Row(row), inner, panel, width, start, end, c, place + (row * stride));
    }

    /// <summary>A tile that extends over the edge of the result is computed in a buffer.</summary>
    [SkipLocalsInit]
    private static void Edge<TEnd>(
        in TileRows a, int inner, float* panel, int width, in SumStart start, TEnd end, float* c, nint place, nint stride, int columns)
        where TEnd : struct, ISumEnd
    {
        var sums = stackalloc float[TileRows * PanelColumns];
        var bias = stackalloc float[PanelColumns];
        var edgeStart = start;
        if (start.FromResult)
        {
            for (var row = 0; row < a.Count; row++) Copy(c + place + (row * stride), sums + (row * width), columns);
        }
        else if (start.Bias != null)
        {
            Copy(start.Bias, bias, columns);
            edgeStart = new SumStart(false, bias);
        }

        if (a.Count <= 2) EachRow(a, inner, panel, width, edgeStart, default(PlainEnd), sums, 0, width);
        else if (width > TSimd.Width) ProductTile<TSimd, TVector>.TwoVectors(a, inner, panel, edgeStart, default(PlainEnd), sums, 0, width);
        else ProductTile<TSimd, TVector>.OneVector(a, inner, panel, edgeStart, default(PlainEnd), sums, 0, width);

        for (var row = 0; row < a.Count; row++, place += stride, sums += width)
        {
            nint n = 0;
            for (; n + TSimd.Width <= columns; n += TSimd.Width)
                TSimd.Store(end.Apply<TSimd, TVector>(TSimd.Load(sums + n), place + n), c + place + n);
            for (; n + Simd128.Width <= columns; n += Simd128.Width)
                Simd128.Store(end.Apply<Simd128, Vector128<float>>(Simd128.Load(sums + n), place + n), c + place + n);
            for (; n < columns; n++) c[place + n] = end.Apply<Simd32, float>(sums[n], place + n);
        }
    }

    /// <summary>Returns how many inner indices are taken at a time.</summary>
    private static int BlockInner(int inner)
    {
        var blocks = (inner + (PanelFloats / PanelColumns) - 1) / (PanelFloats / PanelColumns);
        return (inner + blocks - 1) / blocks;
    }

    private static int Padded(int columns) => checked((columns + TSimd.Width - 1) / TSimd.Width * TSimd.Width);

    private static void Copy(float* from, float* to, int length) => new ReadOnlySpan<float>(from, length).CopyTo(new Span<float>(to, length));
}
