namespace FlowerModel.Training.Kernels;

/// <summary>
/// What training computes, for one width of vectors. Every implementation gives the same bits: the order of each sum is that of
/// <c>Reference/ScalarTrainingKernels.cs</c>, and multiply-adds are fused. Matrices are row by row; images are [height, width, channels].
/// </summary>
internal abstract unsafe class TrainingKernels
{
    /// <summary>Floats that <see cref="PackKernel"/> and <see cref="PackTransposed"/> write at most.</summary>
    /// <param name="inner">Rows of the packed matrix.</param>
    /// <param name="columns">Its columns.</param>
    public abstract int PackedLength(int inner, int columns);

    /// <summary>Packs <c>kernel * diag(scale)</c> for <see cref="Product"/>.</summary>
    /// <param name="kernel">[inner, columns].</param>
    /// <param name="scale">[columns]; null = ones.</param>
    /// <param name="inner">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="packed">Receives the matrix in the order in which <see cref="Product"/> reads it.</param>
    public abstract void PackKernel(float* kernel, float* scale, int inner, int columns, float* packed);

    /// <summary>Packs <c>(kernel * diag(scale))</c> transposed, as the gradient of the input needs it.</summary>
    /// <param name="kernel">[inner, columns].</param>
    /// <param name="scale">[columns]; null = ones.</param>
    /// <param name="inner">Rows; the packed matrix has as many columns.</param>
    /// <param name="columns">Columns; the packed matrix has as many rows.</param>
    /// <param name="packed">Receives the matrix.</param>
    public abstract void PackTransposed(float* kernel, float* scale, int inner, int columns, float* packed);

    /// <summary><c>c = clamp(a * b + bias)</c>: a convolution 1x1, a dense layer, or any convolution on its patches.</summary>
    /// <param name="a">[rows, inner].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="inner">Columns of a, rows of b.</param>
    /// <param name="packed">b, [inner, columns], packed.</param>
    /// <param name="columns">Columns of b.</param>
    /// <param name="bias">[columns]; null = zeros.</param>
    /// <param name="clamp">Fused activation.</param>
    /// <param name="c">Receives [rows, columns].</param>
    public abstract void Product(float* a, int rows, int inner, float* packed, int columns, float* bias, ClampRange clamp, float* c);

    /// <summary>The gradient of the input of <see cref="Product"/>: <c>a * b</c> with the transposed kernel.</summary>
    /// <param name="a">Gradient of the output, [rows, inner].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="inner">Columns of the output.</param>
    /// <param name="packed">Packed by <see cref="PackTransposed"/>.</param>
    /// <param name="columns">Columns of the input.</param>
    /// <param name="target">Receives [rows, columns].</param>
    public abstract void ProductInputGradient(float* a, int rows, int inner, float* packed, int columns, GradientTarget target);

    /// <summary>Floats of scratch that <see cref="ProductWeightGradient"/> needs.</summary>
    /// <param name="inner">Columns of x.</param>
    /// <param name="columns">Columns of dy.</param>
    public abstract int WeightGradientScratch(int inner, int columns);

    /// <summary><c>dw = transposed(x) * dy</c>, <c>db = </c>sums of dy's columns; row after row.</summary>
    /// <param name="x">[rows, inner].</param>
    /// <param name="inner">Columns of x.</param>
    /// <param name="dy">[rows, columns].</param>
    /// <param name="columns">Columns of dy.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="accumulate">True: the sums continue from what stands in dw and db; false: they begin at zero.</param>
    /// <param name="dw">[inner, columns].</param>
    /// <param name="db">[columns].</param>
    /// <param name="scratch">As much as <see cref="WeightGradientScratch"/> says.</param>
    public abstract void ProductWeightGradient(
        float* x, int inner, float* dy, int columns, int rows, bool accumulate, float* dw, float* db, float* scratch);

    /// <summary>A convolution of each channel by itself.</summary>
    /// <param name="window">Sizes.</param>
    /// <param name="images">Number of images.</param>
    /// <param name="x">[images, height, width, channels].</param>
    /// <param name="kernel">[kernelSize, kernelSize, channels].</param>
    /// <param name="bias">[channels].</param>
    /// <param name="clamp">Fused activation.</param>
    /// <param name="y">Receives [images, outputHeight, outputWidth, channels].</param>
    public abstract void Depthwise(in WindowGeometry window, int images, float* x, float* kernel, float* bias, ClampRange clamp, float* y);

    /// <summary>The gradient of the input of <see cref="Depthwise"/>.</summary>
    /// <param name="window">Sizes.</param>
    /// <param name="images">Number of images.</param>
    /// <param name="dy">Gradient of the output.</param>
    /// <param name="kernel">[kernelSize, kernelSize, channels].</param>
    /// <param name="target">Receives the gradient.</param>
    public abstract void DepthwiseInputGradient(in WindowGeometry window, int images, float* dy, float* kernel, GradientTarget target);

    /// <summary>Adds the gradients of kernel and bias of <see cref="Depthwise"/>: images, rows and columns one after another.</summary>
    /// <param name="window">Sizes.</param>
    /// <param name="images">Number of images.</param>
    /// <param name="x">The input.</param>
    /// <param name="dy">Gradient of the output.</param>
    /// <param name="dk">[kernelSize, kernelSize, channels].</param>
    /// <param name="db">[channels].</param>
    public abstract void DepthwiseWeightGradient(in WindowGeometry window, int images, float* x, float* dy, float* dk, float* db);

    /// <summary><c>y = clamp(x * scale + shift)</c>, channel by channel.</summary>
    /// <param name="x">[rows, channels].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="scale">[channels].</param>
    /// <param name="shift">[channels].</param>
    /// <param name="clamp">Fused activation.</param>
    /// <param name="y">Receives [rows, channels].</param>
    public abstract void ScaleShift(float* x, int rows, int channels, float* scale, float* shift, ClampRange clamp, float* y);

    /// <summary><c>dx = a * dy + (b * (x - mean) + c)</c>, channel by channel: the gradient of a normalization.</summary>
    /// <param name="dy">[rows, channels].</param>
    /// <param name="x">[rows, channels].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="factors">a, b, mean and c, one after another: [4, channels].</param>
    /// <param name="target">Receives [rows, channels].</param>
    public abstract void NormalizationInputGradient(float* dy, float* x, int rows, int channels, float* factors, GradientTarget target);

    /// <summary>
    /// Adds <c>a</c> and <c>a * (b - mean)</c> to sums of their own per channel, row after row.
    /// </summary>
    /// <param name="a">[rows, channels].</param>
    /// <param name="b">[rows, channels].</param>
    /// <param name="mean">[channels].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="sums">[channels].</param>
    /// <param name="products">[channels].</param>
    public abstract void ChannelSums(float* a, float* b, float* mean, int rows, int channels, float* sums, float* products);

    /// <summary>Adds <c>(x - mean)</c> squared to a sum per channel, row after row.</summary>
    /// <param name="x">[rows, channels].</param>
    /// <param name="mean">[channels].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="squares">[channels].</param>
    public abstract void CenteredSquares(float* x, float* mean, int rows, int channels, float* squares);

    /// <summary>Adds a and b.</summary>
    /// <param name="a">Floats.</param>
    /// <param name="b">Floats.</param>
    /// <param name="length">How many.</param>
    /// <param name="sum">Receives the sums; may be a or b.</param>
    public abstract void Add(float* a, float* b, int length, float* sum);

    /// <summary>Hands a gradient to a target: copied or added, and its activation undone.</summary>
    /// <param name="gradient">Floats.</param>
    /// <param name="length">How many.</param>
    /// <param name="target">Receives them.</param>
    public abstract void PassGradient(float* gradient, int length, GradientTarget target);

    /// <summary>A step of Adam, see <see cref="AdamFactors"/>.</summary>
    /// <param name="gradient">Gradient of the weights.</param>
    /// <param name="length">Number of weights.</param>
    /// <param name="factors">The step's factors.</param>
    /// <param name="first">Moving average of the gradient.</param>
    /// <param name="second">Moving average of its square.</param>
    /// <param name="weights">The weights.</param>
    public abstract void Adam(float* gradient, int length, in AdamFactors factors, float* first, float* second, float* weights);

    /// <summary><c>average += share * (weights - average)</c>.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="length">How many.</param>
    /// <param name="share">Share of the new weights.</param>
    /// <param name="average">Their moving average.</param>
    public abstract void Average(float* weights, int length, float share, float* average);
}
