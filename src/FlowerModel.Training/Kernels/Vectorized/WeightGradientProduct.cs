using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>
/// <c>dw = transposed(x) * dy</c> over the same tiles: six columns of x by two vectors of dy's columns, both packed, for a block of rows at a time.
/// A tile's sums continue from what stands in dw, so they run over the rows in order whatever the blocks are.
/// </summary>
internal static unsafe class WeightGradientProduct<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const int TileRows = ProductTile<TLanes, TVector>.Rows;
    private const int BlockRows = 224;
    private const int BlockInner = 192; // The packed block of x, 172 KB, stays in the second-level cache.

    private static int TileColumns => ProductTile<TLanes, TVector>.Columns;

    /// <summary>Floats of scratch: a block of x and a block of dy.</summary>
    public static int Scratch(int columns) => (BlockInner * BlockRows) + PackedProduct<TLanes, TVector>.PackedLength(BlockRows, columns);

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
                for (var j = 0; j < columns; j += TileColumns)
                {
                    PackedProduct<TLanes, TVector>.Panel(
                        packedX, 1, TileRows, count, length, packedDy + ((nint)j * length), Math.Min(TileColumns, columns - j),
                        new TileStart(accumulate, null), new TileEnd(TileEndKind.Store), dw + ((nint)k * columns) + j, columns, (nint)TileRows * length);
                }
            }
        }
    }

    /// <summary>Panels of dy, [rows, tile's columns] each; on the way the sums of its columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackPanels(float* dy, int columns, int rows, float* packed, float* db)
    {
        var width = TLanes.Width;
        var whole = columns - (columns % TileColumns);
        for (var j = 0; j < whole; j += TileColumns)
        {
            var from = dy + j;
            var left = TLanes.Load(db + j);
            var right = TLanes.Load(db + j + width);
            for (var row = 0; row < rows; row++, from += columns, packed += TileColumns)
            {
                var first = TLanes.Load(from);
                var second = TLanes.Load(from + width);
                TLanes.Store(first, packed);
                TLanes.Store(second, packed + width);
                left = TLanes.Add(left, first);
                right = TLanes.Add(right, second);
            }

            TLanes.Store(left, db + j);
            TLanes.Store(right, db + j + width);
        }

        if (whole == columns) return;
        for (var row = 0; row < rows; row++, dy += columns, packed += TileColumns)
        {
            for (var n = 0; n < TileColumns; n++) packed[n] = whole + n < columns ? dy[whole + n] : 0;
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
