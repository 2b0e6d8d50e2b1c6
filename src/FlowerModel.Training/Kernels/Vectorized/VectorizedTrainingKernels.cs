using System.Runtime.Intrinsics;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Vectorized;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>The kernels at one width of vectors. Channels that fill no vector go four at a time, and the last ones one by one.</summary>
internal sealed unsafe class VectorizedTrainingKernels<TSimd, TVector> : TrainingKernels
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public override int PackedLength(int inner, int columns) => PackedProduct<TSimd, TVector>.PackedLength(inner, columns);

    public override void PackKernel(float* kernel, float* scale, int inner, int columns, float* packed) =>
        KernelPacking<TSimd, TVector>.Pack(kernel, scale, inner, columns, packed);

    public override void PackTransposed(float* kernel, float* scale, int inner, int columns, float* packed) =>
        KernelPacking<TSimd, TVector>.PackTransposed(kernel, scale, inner, columns, packed);

    public override void Product(float* a, int rows, int inner, float* packed, int columns, float* bias, ClampRange clamp, float* c)
    {
        var start = new SumStart(false, bias);
        if (clamp.IsActive) PackedProduct<TSimd, TVector>.Multiply(a, rows, inner, packed, columns, start, new ClampEnd(clamp.Minimum, clamp.Maximum), c);
        else PackedProduct<TSimd, TVector>.Multiply(a, rows, inner, packed, columns, start, default(PlainEnd), c);
    }

    public override void ProductInputGradient(float* a, int rows, int inner, float* packed, int columns, GradientTarget target)
    {
        var start = new SumStart(target.Accumulate, null);
        if (target.Activation == null)
            PackedProduct<TSimd, TVector>.Multiply(a, rows, inner, packed, columns, start, default(PlainEnd), target.Gradient);
        else
            PackedProduct<TSimd, TVector>.Multiply(a, rows, inner, packed, columns, start, new UndoEnd(target.Activation, target.Clamp), target.Gradient);
    }

    public override int WeightGradientScratch(int inner, int columns) => WeightGradientProduct<TSimd, TVector>.Scratch(columns);

    public override void ProductWeightGradient(
        float* x, int inner, float* dy, int columns, int rows, bool accumulate, float* dw, float* db, float* scratch) =>
        WeightGradientProduct<TSimd, TVector>.Compute(x, inner, dy, columns, rows, accumulate, dw, db, scratch);

    public override void Depthwise(in WindowGeometry window, int images, float* x, float* kernel, float* bias, ClampRange clamp, float* y)
    {
        var sliding = SlidingWindowOf(window, images);
        var start = new SumStart(false, bias);
        var rows = (0, sliding.OutputRows);
        if (clamp.IsActive)
            DepthwiseRows<TSimd, TVector>.Run(sliding, x, kernel, window.Channels, start, new ClampEnd(clamp.Minimum, clamp.Maximum), y, rows);
        else
            DepthwiseRows<TSimd, TVector>.Run(sliding, x, kernel, window.Channels, start, default(PlainEnd), y, rows);
    }

    public override void DepthwiseInputGradient(in WindowGeometry window, int images, float* dy, float* kernel, GradientTarget target)
    {
        if (target.Activation == null) DepthwiseInputGradient(window, images, dy, kernel, target, default(PlainEnd));
        else DepthwiseInputGradient(window, images, dy, kernel, target, new UndoEnd(target.Activation, target.Clamp));
    }

    public override void DepthwiseWeightGradient(in WindowGeometry window, int images, float* x, float* dy, float* dk, float* db)
    {
        var (whole, fours) = Split(window.Channels);
        DepthwiseKernelGradient<TSimd, TVector>.Add(window, images, x, dy, dk, db, 0, whole);
        DepthwiseKernelGradient<Simd128, Vector128<float>>.Add(window, images, x, dy, dk, db, whole, fours);
        DepthwiseKernelGradient<Simd32, float>.Add(window, images, x, dy, dk, db, fours, window.Channels);
    }

    public override void ScaleShift(float* x, int rows, int channels, float* scale, float* shift, ClampRange clamp, float* y)
    {
        var (whole, fours) = Split(channels);
        ElementwiseLanes<TSimd, TVector>.ScaleShift(x, rows, channels, scale, shift, clamp, y, 0, whole);
        ElementwiseLanes<Simd128, Vector128<float>>.ScaleShift(x, rows, channels, scale, shift, clamp, y, whole, fours);
        ElementwiseLanes<Simd32, float>.ScaleShift(x, rows, channels, scale, shift, clamp, y, fours, channels);
    }

    public override void NormalizationInputGradient(float* dy, float* x, int rows, int channels, float* factors, GradientTarget target)
    {
        var (whole, fours) = Split(channels);
        ElementwiseLanes<TSimd, TVector>.NormalizationInputGradient(dy, x, rows, channels, factors, target, 0, whole);
        ElementwiseLanes<Simd128, Vector128<float>>.NormalizationInputGradient(dy, x, rows, channels, factors, target, whole, fours);
        ElementwiseLanes<Simd32, float>.NormalizationInputGradient(dy, x, rows, channels, factors, target, fours, channels);
    }

    public override void ChannelSums(float* a, float* b, float* mean, int rows, int channels, float* sums, float* products)
    {
        var (whole, fours) = Split(channels);
        ElementwiseLanes<TSimd, TVector>.ChannelSums(a, b, mean, rows, channels, sums, products, 0, whole);
        ElementwiseLanes<Simd128, Vector128<float>>.ChannelSums(a, b, mean, rows, channels, sums, products, whole, fours);
        ElementwiseLanes<Simd32, float>.ChannelSums(a, b, mean, rows, channels, sums, products, fours, channels);
    }

    public override void CenteredSquares(float* x, float* mean, int rows, int channels, float* squares)
    {
        var (whole, fours) = Split(channels);
        ElementwiseLanes<TSimd, TVector>.CenteredSquares(x, mean, rows, channels, squares, 0, whole);
        ElementwiseLanes<Simd128, Vector128<float>>.CenteredSquares(x, mean, rows, channels, squares, whole, fours);
        ElementwiseLanes<Simd32, float>.CenteredSquares(x, mean, rows, channels, squares, fours, channels);
    }

    public override void Add(float* a, float* b, int length, float* sum)
    {
        var (whole, _) = Split(length);
        ElementwiseLanes<TSimd, TVector>.Add(a, b, sum, 0, whole);
        ElementwiseLanes<Simd32, float>.Add(a, b, sum, whole, length);
    }

    public override void PassGradient(float* gradient, int length, GradientTarget target)
    {
        var (whole, _) = Split(length);
        ElementwiseLanes<TSimd, TVector>.PassGradient(gradient, target, 0, whole);
        ElementwiseLanes<Simd32, float>.PassGradient(gradient, target, whole, length);
    }

    public override void Adam(float* gradient, int length, in AdamFactors factors, float* first, float* second, float* weights)
    {
        var (whole, _) = Split(length);
        ElementwiseLanes<TSimd, TVector>.Adam(gradient, factors, first, second, weights, 0, whole);
        ElementwiseLanes<Simd32, float>.Adam(gradient, factors, first, second, weights, whole, length);
    }

    public override void Average(float* weights, int length, float share, float* average)
    {
        var (whole, _) = Split(length);
        ElementwiseLanes<TSimd, TVector>.Average(weights, share, average, 0, whole);
        ElementwiseLanes<Simd32, float>.Average(weights, share, average, whole, length);
    }

    private static (int Whole, int Fours) Split(int length) => (length - (length % TSimd.Width), length - (length % Simd128.Width));

    private static void DepthwiseInputGradient<TEnd>(in WindowGeometry window, int images, float* dy, float* kernel, GradientTarget target, TEnd end)
        where TEnd : struct, ISumEnd
    {
        var start = new SumStart(target.Accumulate, null);
        if (window.Stride > 1)
        {
            StridedInputGradient<TSimd, TVector>.Compute(window, images, dy, kernel, start, end, target.Gradient);
            return;
        }

        // With stride 1 it is a depthwise convolution of the output's gradient with the kernel rotated by 180 degrees.
        var last = window.KernelSize - 1;
        var rotated = new WindowGeometry(
            window.OutputHeight, window.OutputWidth, window.Channels, window.KernelSize, 1, last - window.Top, last - window.Left, window.Height, window.Width);
        var lastTap = kernel + (((nint)(window.KernelSize * window.KernelSize) - 1) * window.Channels);
        var sliding = SlidingWindowOf(rotated, images);
        DepthwiseRows<TSimd, TVector>.Run(sliding, dy, lastTap, -window.Channels, start, end, target.Gradient, (0, sliding.OutputRows));
    }

    private static SlidingWindow SlidingWindowOf(in WindowGeometry window, int images) => new(
        new Nhwc(images, window.Height, window.Width, window.Channels), new Nhwc(images, window.OutputHeight, window.OutputWidth, window.Channels),
        window.KernelSize, window.KernelSize, window.Stride, window.Stride, 1, 1, window.Top, window.Left);
}
