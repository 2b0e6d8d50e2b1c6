using FlowerModel.Runtime.Inference.Kernels.Abstractions;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>The input of an int8 convolution with zero points beyond its edges, so that all positions are alike.</summary>
internal sealed unsafe class PaddedInput
{
    private const int MaxLength = 1 << 20;
    private readonly SlidingWindow window;
    private readonly int width;
    private readonly int height;

    private PaddedInput(SlidingWindow window, int width, int height) => (this.window, this.width, this.height) = (window, width, height);

    /// <summary>The number of elements.</summary>
    public int Length => height * width * window.Input.Channels;

    /// <summary>Elements from one row to the next.</summary>
    public nint RowStep => (nint)width * window.Input.Channels;

    /// <summary>Returns the padded input of a layer, or null if it would be large.</summary>
    /// <param name="window">Shapes, strides, padding.</param>
    public static PaddedInput? Of(SlidingWindow window)
    {
        var width = Math.Max(window.PaddingLeft, Extent(window.Output.Width, window.StrideWidth, window.KernelWidth, window.DilationWidth));
        var height = Extent(window.Output.Height, window.StrideHeight, window.KernelHeight, window.DilationHeight);
        return Math.Max(width, height) <= MaxLength && width * height * window.Input.Channels <= MaxLength
            ? new PaddedInput(window, (int)width, (int)height)
            : null;
    }

    /// <summary>Copies the rows that some output rows depend on.</summary>
    /// <param name="input">One image.</param>
    /// <param name="copy">Receives it: <see cref="Length"/> elements.</param>
    /// <param name="zeroPoint">The stored value of a real zero.</param>
    /// <param name="startY">The first output row.</param>
    /// <param name="endY">The output row after the last.</param>
    public void Copy(sbyte* input, sbyte* copy, sbyte zeroPoint, int startY, int endY)
    {
        var channels = window.Input.Channels;
        var columns = Math.Min(window.Input.Width, width - window.PaddingLeft);
        var (left, right) = (window.PaddingLeft * channels, (width - window.PaddingLeft - columns) * channels);
        var end = Math.Min(height, ((endY - 1) * window.StrideHeight) + ((window.KernelHeight - 1) * window.DilationHeight) + 1);
        for (var row = startY * window.StrideHeight; row < end; row++)
        {
            var target = new Span<sbyte>(copy + (row * RowStep), width * channels);
            var y = row - window.PaddingTop;
            if ((uint)y >= (uint)window.Input.Height)
            {
                target.Fill(zeroPoint);
                continue;
            }

            target[..left].Fill(zeroPoint);
            new Span<sbyte>(input + ((nint)y * window.Input.Width * channels), columns * channels).CopyTo(target[left..]);
            target[^right..].Fill(zeroPoint);
        }
    }

    private static long Extent(int positions, int stride, int kernel, int dilation) => ((positions - 1L) * stride) + ((kernel - 1L) * dilation) + 1;
}
