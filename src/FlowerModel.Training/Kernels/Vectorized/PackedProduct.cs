namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>
/// The matrix product over tiles. b is packed in panels of a tile's columns, padded with zeros. Rows of a are taken in blocks that stay in the
/// second-level cache and inner indices in blocks whose panel stays in the first; a sum that is interrupted goes on from the stored float, so
/// blocks change no bit.
/// </summary>
internal static unsafe class PackedProduct<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const int PanelFloats = 5376; // 21 KB
    private const int BlockRows = 192;

    private static int TileColumns => ProductTile<TLanes, TVector>.Columns;

    /// <summary>Floats of a packed matrix.</summary>
    public static int PackedLength(int inner, int columns) => checked(inner * ((columns + TileColumns - 1) / TileColumns * TileColumns));

    public static void Pack(float* kernel, float* scale, int inner, int columns, float* packed)
    {
        for (var j = 0; j < columns; j += TileColumns)
        {
            var valid = Math.Min(TileColumns, columns - j);
            for (var k = 0; k < inner; k++, packed += TileColumns)
            {
                var from = kernel + ((nint)k * columns) + j;
                for (var n = 0; n < valid; n++) packed[n] = scale == null ? from[n] : from[n] * scale[j + n];
                for (var n = valid; n < TileColumns; n++) packed[n] = 0;
            }
        }
    }

    public static void PackTransposed(float* kernel, float* scale, int inner, int columns, float* packed)
    {
        for (var j = 0; j < inner; j += TileColumns)
        {
            var valid = Math.Min(TileColumns, inner - j);
            for (var n = 0; n < columns; n++, packed += TileColumns)
            {
                var from = kernel + ((nint)j * columns) + n;
                var factor = scale == null ? 1 : scale[n];
                for (var k = 0; k < valid; k++) packed[k] = from[(nint)k * columns] * factor;
                for (var k = valid; k < TileColumns; k++) packed[k] = 0;
            }
        }
    }

    public static void Multiply(float* a, int rows, int inner, float* packed, int columns, TileStart start, in TileEnd end, float* c)
    {
        var blocks = (inner + (PanelFloats / TileColumns) - 1) / (PanelFloats / TileColumns);
        var blockInner = (inner + blocks - 1) / blocks;
        for (var row = 0; row < rows; row += BlockRows)
        {
            for (var k = 0; k < inner; k += blockInner)
            {
                var length = Math.Min(blockInner, inner - k);
                var blockEnd = k + length == inner ? end : new TileEnd(TileEndKind.Store);
                for (var j = 0; j < columns; j += TileColumns)
                {
                    var panel = packed + ((nint)j * inner) + ((nint)k * TileColumns);
                    var place = ((nint)row * columns) + j;
                    var panelStart = k == 0 ? new TileStart(start.FromResult, start.Bias == null ? null : start.Bias + j) : new TileStart(true, null);
                    Panel(
                        a + ((nint)row * inner) + k, inner, 1, Math.Min(BlockRows, rows - row), length, panel, Math.Min(TileColumns, columns - j), panelStart,
                        blockEnd.At(place), c + place, columns);
                }
            }
        }
    }

    /// <summary>All rows of one panel of the result.</summary>
    /// <remarks>Tiles of a lie <paramref name="tileStep"/> floats apart; 0: a tile's rows times the row's stride.</remarks>
    public static void Panel(
        float* a, nint rowStride, nint step, int rows, int inner, float* panel, int columns, TileStart start, TileEnd end, float* c, nint stride,
        nint tileStep = 0)
    {
        const int TileRows = ProductTile<TLanes, TVector>.Rows;
        if (tileStep == 0) tileStep = TileRows * rowStride;
        var edge = stackalloc float[TileRows * TileColumns];
        var edgeActivation = stackalloc float[TileRows * TileColumns];
        var edgeBias = stackalloc float[TileColumns];
        if (columns < TileColumns && start.Bias != null) start = new TileStart(false, PaddedBias(start.Bias, columns, edgeBias));
        for (var row = 0; row < rows; row += TileRows, a += tileStep)
        {
            var count = Math.Min(TileRows, rows - row);
            var at = row * stride;
            if (count == TileRows && columns == TileColumns)
            {
                ProductTile<TLanes, TVector>.Compute(a, rowStride, step, count, inner, panel, start, end.At(at), c + at, stride);
                continue;
            }

            // A tile that hangs over the result's edge goes by a buffer.
            if (start.FromResult) Copy(c + at, stride, edge, TileColumns, count, columns);
            if (end.Activation != null) Copy(end.Activation + at, stride, edgeActivation, TileColumns, count, columns);
            var edgeEnd = new TileEnd(end.Kind, end.Clamp, edgeActivation);
            ProductTile<TLanes, TVector>.Compute(a, rowStride, step, count, inner, panel, start, edgeEnd, edge, TileColumns);
            Copy(edge, TileColumns, c + at, stride, count, columns);
        }
    }

    private static float* PaddedBias(float* bias, int columns, float* padded)
    {
        for (var n = 0; n < TileColumns; n++) padded[n] = n < columns ? bias[n] : 0;
        return padded;
    }

    private static void Copy(float* from, nint fromStride, float* to, nint toStride, int rows, int columns)
    {
        for (var r = 0; r < rows; r++, from += fromStride, to += toStride)
        {
            for (var n = 0; n < columns; n++) to[n] = from[n];
        }
    }
}
