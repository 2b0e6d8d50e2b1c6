namespace FlowerModel.Training.Kernels;

/// <summary>Sizes of a depthwise convolution, or of the windows of any convolution.</summary>
/// <param name="Height">Rows of the input.</param>
/// <param name="Width">Columns of the input.</param>
/// <param name="Channels">Channels of the input.</param>
/// <param name="KernelSize">Rows and columns of the kernel, at most 7.</param>
/// <param name="Stride">Stride in both directions.</param>
/// <param name="Top">Rows of zeros above the input.</param>
/// <param name="Left">Columns of zeros to its left.</param>
/// <param name="OutputHeight">Rows of the output.</param>
/// <param name="OutputWidth">Columns of the output.</param>
internal readonly record struct WindowGeometry(
    int Height, int Width, int Channels, int KernelSize, int Stride, int Top, int Left, int OutputHeight, int OutputWidth)
{
    /// <summary>Greatest kernel.</summary>
    public const int MaxKernelSize = 7;

    /// <summary>Greatest number of values in a window.</summary>
    public const int MaxTaps = MaxKernelSize * MaxKernelSize;

    /// <summary>Positions of the input.</summary>
    public int InputPositions => Height * Width;

    /// <summary>Positions of the output.</summary>
    public int OutputPositions => OutputHeight * OutputWidth;

    /// <summary>Columns of the output whose windows have all their columns inside the input; where there are none, the end of the row.</summary>
    public (int From, int To) ColumnsInside()
    {
        var from = (Left + Stride - 1) / Stride;
        var last = Width - KernelSize + Left;
        var to = last < 0 ? 0 : Math.Min((last / Stride) + 1, OutputWidth);
        return from < to ? (from, to) : (OutputWidth, OutputWidth);
    }

    /// <summary>
    /// The values of the input that an output position sees, in the order in which they are summed: rows of the kernel from the top, columns from
    /// the left; zeros around the input are left out.
    /// </summary>
    /// <param name="row">Row of the output.</param>
    /// <param name="column">Column of the output.</param>
    /// <param name="taps">Receives them.</param>
    /// <returns>How many there are.</returns>
    public int TapsOfOutput(int row, int column, Span<WindowTap> taps)
    {
        var count = 0;
        for (var ky = 0; ky < KernelSize; ky++)
        {
            var y = (row * Stride) + ky - Top;
            if ((uint)y >= (uint)Height) continue;
            for (var kx = 0; kx < KernelSize; kx++)
            {
                var x = (column * Stride) + kx - Left;
                if ((uint)x < (uint)Width) taps[count++] = new WindowTap((y * Width) + x, (ky * KernelSize) + kx);
            }
        }

        return count;
    }

    /// <summary>
    /// Columns of the input, a stride apart, that are seen through all columns of the kernel that can see them; where there are none, the end of the row.
    /// </summary>
    /// <param name="phase">The first column of those that are a stride apart, below the stride.</param>
    public (int From, int To) ColumnsSeenInside(int phase)
    {
        // The first column of the kernel that sees them, and the last one.
        var least = (phase + Left) % Stride;
        var greatest = least + ((KernelSize - 1 - least) / Stride * Stride);
        if (least >= KernelSize) return (Width, Width);
        var from = phase + (Math.Max(0, (greatest - Left - phase + Stride - 1) / Stride) * Stride);
        var to = Math.Min(Width, ((OutputWidth - 1) * Stride) + least - Left + 1);
        return from < to ? (from, to) : (Width, Width);
    }

    /// <summary>
    /// The positions of the output that see an input position, in the order in which they are summed: from the top and from the left, so the kernel's
    /// rows and columns come from the end.
    /// </summary>
    /// <param name="row">Row of the input.</param>
    /// <param name="column">Column of the input.</param>
    /// <param name="taps">Receives them.</param>
    /// <returns>How many there are.</returns>
    public int TapsOfInput(int row, int column, Span<WindowTap> taps)
    {
        var count = 0;
        for (var ky = KernelSize - 1; ky >= 0; ky--)
        {
            var (y, restY) = Math.DivRem(row + Top - ky, Stride);
            if (restY != 0 || row + Top < ky || y >= OutputHeight) continue;
            for (var kx = KernelSize - 1; kx >= 0; kx--)
            {
                var (x, restX) = Math.DivRem(column + Left - kx, Stride);
                if (restX == 0 && column + Left >= kx && x < OutputWidth) taps[count++] = new WindowTap((y * OutputWidth) + x, (ky * KernelSize) + kx);
            }
        }

        return count;
    }
}

/// <summary>A factor pair of a window's sum.</summary>
/// <param name="Position">Position in the image that is read.</param>
/// <param name="Weight">Position in the kernel.</param>
internal readonly record struct WindowTap(int Position, int Weight);
