namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>The rows of a that a panel of a product reads.</summary>
/// <param name="first">The first element of the first row.</param>
/// <param name="count">The number of rows.</param>
/// <param name="stride">Floats from one row of a tile to the next.</param>
/// <param name="step">Floats from one inner index to the next.</param>
/// <param name="tileStep">Floats from one tile to the next.</param>
internal readonly unsafe struct PanelRows(float* first, int count, nint stride, nint step, nint tileStep)
{
    public int Count { get; } = count;

    /// <summary>Returns a tile's rows.</summary>
    /// <param name="tile">The index of the tile.</param>
    /// <param name="rows">The number of its rows.</param>
    public TileRows Tile(int tile, int rows) => new(first + (tile * tileStep), rows, stride, step);
}

/// <summary>The rows of a that a tile reads.</summary>
/// <param name="first">The first element of the first row.</param>
/// <param name="count">The number of rows, at most a tile's; the rows after them repeat the last one, and their results are not used.</param>
/// <param name="stride">Floats from one row to the next.</param>
/// <param name="step">Floats from one inner index to the next.</param>
internal readonly unsafe struct TileRows(float* first, int count, nint stride, nint step)
{
    public float* First { get; } = first;

    public int Count { get; } = count;

    public nint Step { get; } = step;

    /// <summary>Returns the first element of a row.</summary>
    public float* At(int row) => First + (Math.Min(row, Count - 1) * stride);

    /// <summary>Returns a single row.</summary>
    public TileRows Row(int row) => new(At(row), 1, stride, Step);
}

/// <summary>Where the sums of a kernel begin.</summary>
/// <param name="fromResult">True: at what stands in the result.</param>
/// <param name="bias">Otherwise at these, one per column; null: at zero.</param>
internal readonly unsafe struct SumStart(bool fromResult, float* bias)
{
    /// <summary>Sums continue from what stands in the result.</summary>
    public static SumStart Result => new(true, null);

    public bool FromResult { get; } = fromResult;

    public float* Bias { get; } = bias;

    /// <summary>Returns the start of the columns from <paramref name="column"/> on.</summary>
    public SumStart At(nint column) => new(FromResult, Bias == null ? null : Bias + column);
}
