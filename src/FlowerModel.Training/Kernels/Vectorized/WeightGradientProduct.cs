using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FlowerModel.Runtime.Inference.Kernels.Vectorized;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>
/// <c>dw = transposed(x) * dy</c> over the same tiles: six columns of x by two vectors of dy's columns, both packed, for a block of rows at a time.
/// A tile's sums continue from what stands in dw, so they run over the rows in order whatever the blocks are.
/// </summary>
internal static unsafe class WeightGradientProduct<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int TileRows = ProductTile<TSimd, TVector>.Rows;
    private const int BlockRows = 224;
    private const int BlockInner = 192; // The packed block of x, 172 KB, stays in the second-level cache.

    private static int PanelColumns => PackedProduct<TSimd, TVector>.PanelColumns;

    /// <summary>Floats of scratch: a block of x and a block of dy.</summary>
    public static int Scratch(int columns) => (BlockInner * BlockRows) + PackedProduct<TSimd, TVector>.PackedLength(BlockRows, columns);

    public static void Compute(float* x, int inner, float* dy, int columns, int rows, bool accumulate, float* dw, float* db, float* scratch)
    {
        var packedX = scratch;
        var packedDy = scratch + (BlockInner * BlockRows);
        var blocks = (rows + BlockRows - 1) / BlockRows;
        var blockRows = (rows + blocks - 1) / blocks;
        if (!accumulate) new Span<float>(db, columns).Clear();
        for (var row = 0; row < rows; row += blockRows, accumulate = true)
        {
            var length = Math.Min(blockRows, rows - row);
            PackPanels(dy + ((nint)row * columns), columns, length, packedDy, db);
            for (var k = 0; k < inner; k += BlockInner)
            {
                var count = Math.Min(BlockInner, inner - k);
                PackSixes(x + ((nint)row * inner) + k, inner, length, count, packedX);
                var tiles = new PanelRows(packedX, count, 1, TileRows, (nint)TileRows * length);
                var start = accumulate ? SumStart.Result : default;
                for (var j = 0; j < columns; j += PanelColumns)
                {
                    var panel = packedDy + ((nint)j * length);
                    PackedProduct<TSimd, TVector>.Panel(
                        tiles, length, panel, default, start, default(PlainEnd), dw, ((nint)k * columns) + j, columns, columns - j);
                }
            }
        }
    }

    /// <summary>Panels of dy, [rows, tile's columns] each; on the way the sums of its columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackPanels(float* dy, int columns, int rows, float* packed, float* db)
    {
        var width = TSimd.Width;
        var whole = columns - (columns % PanelColumns);
        for (var j = 0; j < whole; j += PanelColumns)
        {
            var from = dy + j;
            var left = TSimd.Load(db + j);
            var right = TSimd.Load(db + j + width);
            for (var row = 0; row < rows; row++, from += columns, packed += PanelColumns)
            {
                var first = TSimd.Load(from);
                var second = TSimd.Load(from + width);
                TSimd.Store(first, packed);
                TSimd.Store(second, packed + width);
                left = TSimd.Add(left, first);
                right = TSimd.Add(right, second);
            }

            TSimd.Store(left, db + j);
            TSimd.Store(right, db + j + width);
        }

        if (whole == columns) return;
        var padded = PackedProduct<TSimd, TVector>.PanelWidth(columns, whole);
        for (var row = 0; row < rows; row++, dy += columns, packed += padded)
        {
            for (var n = 0; n < padded; n++) packed[n] = whole + n < columns ? dy[whole + n] : 0;
            for (var n = whole; n < columns; n++) db[n] += dy[n];
        }
    }

    /// <summary>Groups of six columns of x, [rows, 6] each; missing columns are zeros.</summary>
    private static void PackSixes(float* x, int stride, int rows, int columns, float* packed)
    {
        for (var k = 0; k < columns; k += TileRows)
        {
            var from = x + k;
            var valid = Math.Min(TileRows, columns - k);
            for (var row = 0; row < rows; row++, from += stride, packed += TileRows)
            {
                if (valid == TileRows)
                {
                    Vector128.Load(from).Store(packed);
                    Unsafe.WriteUnaligned(packed + 4, Unsafe.ReadUnaligned<double>(from + 4));
                }
                else
                {
                    for (var n = 0; n < TileRows; n++) packed[n] = n < valid ? from[n] : 0;
                }
            }
        }
    }
}
