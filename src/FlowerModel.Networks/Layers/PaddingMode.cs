namespace FlowerModel.Networks.Layers;

/// <summary>How convolution or pooling treats the edges of its input.</summary>
public enum PaddingMode
{
    /// <summary>The window stays inside the input.</summary>
    Valid,

    /// <summary>Zeros are added around the input, so that the output has the input's size divided by the stride, rounded up.</summary>
    Same,
}

/// <summary>Calculations for <see cref="PaddingMode"/>, the same as in TensorFlow.</summary>
public static class PaddingRules
{
    /// <summary>Returns the number of rows (or columns) of zeros before and after an input. If the total is odd, the extra one goes after.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="size">Number of rows (or columns) of the input.</param>
    /// <param name="kernelSize">Number of rows (or columns) of the kernel.</param>
    /// <param name="stride">The stride.</param>
    public static (int Before, int After) Zeros(this PaddingMode mode, int size, int kernelSize, int stride)
    {
        if (mode == PaddingMode.Valid) return (0, 0);
        var total = Math.Max(0, (((size + stride - 1) / stride) - 1) * stride + kernelSize - size);
        return (total / 2, total - (total / 2));
    }

    /// <summary>Returns the number of rows (or columns) of the output.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="size">Number of rows (or columns) of the input.</param>
    /// <param name="kernelSize">Number of rows (or columns) of the kernel.</param>
    /// <param name="stride">The stride.</param>
    public static int OutputSize(this PaddingMode mode, int size, int kernelSize, int stride) =>
        mode == PaddingMode.Same ? (size + stride - 1) / stride : ((size - kernelSize) / stride) + 1;
}
