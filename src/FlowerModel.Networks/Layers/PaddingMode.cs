namespace FlowerModel.Networks.Layers;

/// <summary>How a convolution or a pooling treats the edges of its input.</summary>
public enum PaddingMode
{
    /// <summary>It stays inside.</summary>
    Valid,

    /// <summary>Zeros are laid around it so that the output has the input's size divided by the stride, rounded up.</summary>
    Same,
}

/// <summary>The arithmetic of <see cref="PaddingMode"/>, as TensorFlow has it.</summary>
public static class PaddingRules
{
    /// <summary>Rows (or columns) of zeros before and after an input. An odd one goes after.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="size">Rows (or columns) of the input.</param>
    /// <param name="kernelSize">Rows (or columns) of the kernel.</param>
    /// <param name="stride">The stride.</param>
    public static (int Before, int After) Zeros(this PaddingMode mode, int size, int kernelSize, int stride)
    {
        if (mode == PaddingMode.Valid) return (0, 0);
        var total = Math.Max(0, (((size + stride - 1) / stride) - 1) * stride + kernelSize - size);
        return (total / 2, total - (total / 2));
    }

    /// <summary>Rows (or columns) of the output.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="size">Rows (or columns) of the input.</param>
    /// <param name="kernelSize">Rows (or columns) of the kernel.</param>
    /// <param name="stride">The stride.</param>
    public static int OutputSize(this PaddingMode mode, int size, int kernelSize, int stride) =>
        mode == PaddingMode.Same ? (size + stride - 1) / stride : ((size - kernelSize) / stride) + 1;
}
