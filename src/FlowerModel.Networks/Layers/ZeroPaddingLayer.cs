namespace FlowerModel.Networks.Layers;

/// <summary>Adds zeros around its input (Keras' <c>ZeroPadding2D</c>).</summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Input">Name of its input.</param>
/// <param name="Zeros">Number of rows and columns of zeros.</param>
public sealed record ZeroPaddingLayer(string Name, string Input, ZeroPadding Zeros) : Layer(Name, [Input])
{
    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) =>
        inputs[0] with { Height = Padded(inputs[0].Height), Width = Padded(inputs[0].Width) };

    private int Padded(int size) => size + Zeros.Of(size).Before + Zeros.Of(size).After;
}

/// <summary>Numbers of rows and columns of zeros around an input. They can depend on whether its size is even.</summary>
/// <param name="BeforeEven">Zeros before an even number of rows or columns.</param>
/// <param name="BeforeOdd">Zeros before an odd number of rows or columns.</param>
/// <param name="After">Zeros after any number of rows or columns.</param>
public readonly record struct ZeroPadding(int BeforeEven, int BeforeOdd, int After)
{
    /// <summary>Returns the same padding for every size.</summary>
    /// <param name="before">Zeros before the input.</param>
    /// <param name="after">Zeros after the input.</param>
    public static ZeroPadding Fixed(int before, int after) => new(before, before, after);

    /// <summary>
    /// Returns Keras' <c>correct_pad</c> for a kernel with stride 2: half of the kernel size on both sides, and one less before even sizes. This
    /// equals <see cref="PaddingMode.Same"/>.
    /// </summary>
    /// <param name="kernelSize">Height and width of the kernel, odd.</param>
    public static ZeroPadding Correct(int kernelSize) => new((kernelSize / 2) - 1, kernelSize / 2, kernelSize / 2);

    /// <summary>Returns the numbers of zeros before and after an input of a given size.</summary>
    /// <param name="size">Number of rows or columns.</param>
    public (int Before, int After) Of(int size) => (size % 2 == 0 ? BeforeEven : BeforeOdd, After);
}
