namespace FlowerModel.Networks.Layers;

/// <summary>Lays zeros around its input (Keras' <c>ZeroPadding2D</c>).</summary>
/// <param name="Name">Keras' name of it.</param>
/// <param name="Input">Name of its input.</param>
/// <param name="Zeros">How many.</param>
public sealed record ZeroPaddingLayer(string Name, string Input, ZeroPadding Zeros) : Layer(Name, [Input])
{
    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) =>
        inputs[0] with { Height = Padded(inputs[0].Height), Width = Padded(inputs[0].Width) };

    private int Padded(int size) => size + Zeros.Of(size).Before + Zeros.Of(size).After;
}

/// <summary>Rows and columns of zeros around an input; how many may depend on whether its size is even.</summary>
/// <param name="BeforeEven">Before an even number of rows or columns.</param>
/// <param name="BeforeOdd">Before an odd number.</param>
/// <param name="After">After any number.</param>
public readonly record struct ZeroPadding(int BeforeEven, int BeforeOdd, int After)
{
    /// <summary>The same zeros around every size.</summary>
    /// <param name="before">Before.</param>
    /// <param name="after">After.</param>
    public static ZeroPadding Fixed(int before, int after) => new(before, before, after);

    /// <summary>
    /// Keras' <c>correct_pad</c> for a kernel with stride 2: half of the kernel on both sides, and one less before even sizes. Those are
    /// the zeros of <see cref="PaddingMode.Same"/>.
    /// </summary>
    /// <param name="kernelSize">Height and width of the kernel, odd.</param>
    public static ZeroPadding Correct(int kernelSize) => new((kernelSize / 2) - 1, kernelSize / 2, kernelSize / 2);

    /// <summary>Zeros before and after a number of rows or columns.</summary>
    /// <param name="size">Rows or columns.</param>
    public (int Before, int After) Of(int size) => (size % 2 == 0 ? BeforeEven : BeforeOdd, After);
}
