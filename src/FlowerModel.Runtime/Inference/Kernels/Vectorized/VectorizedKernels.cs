using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Implements the common interface with the vectorized kernels; uses the reference kernels for what they do not cover.</summary>
internal sealed unsafe class VectorizedKernels<TSimd, TVector> : FloatKernels
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private readonly ReferenceKernels reference = new();

    /// <inheritdoc/>
    public override PreparedLayer<float> Convolution(SlidingWindow window, float[] kernel, float[] bias, ActivationRange activation)
    {
        var weights = new PackedMatrix(kernel, bias, TSimd.Width);
        return window.IsPointwise
            ? new MatrixLayer<TSimd, TVector>(window.OutputPixels, weights, activation)
            : new PatchLayer<TSimd, TVector>(window, weights, activation);
    }

    /// <inheritdoc/>
    public override PreparedLayer<float> DepthwiseConvolution(SlidingWindow window, float[] kernel, float[] bias, ActivationRange activation) =>
        window.Input.Channels == window.Output.Channels && window.KernelHeight * (long)window.KernelWidth <= DepthwiseRows<TSimd, TVector>.MaxTaps
            ? new DepthwiseLayer<TSimd, TVector>(window, kernel, bias, activation)
            : reference.DepthwiseConvolution(window, kernel, bias, activation);

    /// <inheritdoc/>
    public override PreparedLayer<float> FullyConnected(int rows, float[] kernel, float[] bias, ActivationRange activation) =>
        new MatrixLayer<TSimd, TVector>(rows, new PackedMatrix(kernel, bias, TSimd.Width), activation);

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> sum, ActivationRange activation)
    {
        first = first[..sum.Length];
        second = second[..sum.Length];
        var end = new ClampEnd(activation.Minimum, activation.Maximum);
        var i = 0;
        fixed (float* a = first, b = second, to = sum)
        {
            for (; i + TSimd.Width <= sum.Length; i += TSimd.Width)
                TSimd.Store(end.Apply<TSimd, TVector>(TSimd.Add(TSimd.Load(a + i), TSimd.Load(b + i)), i), to + i);
        }

        reference.Add(first[i..], second[i..], sum[i..], activation);
    }

    /// <inheritdoc/>
    public override void Multiply(ReadOnlySpan<float> first, ReadOnlySpan<float> factors, Span<float> product, ActivationRange activation)
    {
        var end = new ClampEnd(activation.Minimum, activation.Maximum);
        var whole = factors.Length - (factors.Length % TSimd.Width);
        for (var at = 0; at < product.Length; at += factors.Length)
        {
            var row = first.Slice(at, factors.Length);
            var result = product.Slice(at, factors.Length);
            fixed (float* a = row, b = factors, to = result)
            {
                for (var i = 0; i < whole; i += TSimd.Width)
                    TSimd.Store(end.Apply<TSimd, TVector>(TSimd.Multiply(TSimd.Load(a + i), TSimd.Load(b + i)), i), to + i);
            }

            for (var i = whole; i < result.Length; i++) result[i] = activation.Apply(row[i] * factors[i]);
        }
    }

    /// <inheritdoc/>
    public override void HardSwish(ReadOnlySpan<float> input, Span<float> output)
    {
        input = input[..output.Length];
        var (zero, three, six) = (TSimd.Broadcast(0), TSimd.Broadcast(3), TSimd.Broadcast(6));
        var i = 0;
        fixed (float* from = input, to = output)
        {
            for (; i + TSimd.Width <= output.Length; i += TSimd.Width)
            {
                var x = TSimd.Load(from + i);
                TSimd.Store(TSimd.Divide(TSimd.Multiply(x, TSimd.Clamp(TSimd.Add(x, three), zero, six)), six), to + i);
            }
        }

        reference.HardSwish(input[i..], output[i..]);
    }

    /// <inheritdoc/>
    public override void SpatialMean(ReadOnlySpan<float> input, Nhwc shape, Span<float> output)
    {
        var pixels = shape.Height * shape.Width;
        for (var b = 0; b < shape.Batch; b++)
        {
            var sums = output.Slice(b * shape.Channels, shape.Channels);
            sums.Clear();
            for (var p = 0; p < pixels; p++)
                Add(sums, input.Slice(((b * pixels) + p) * shape.Channels, shape.Channels), sums, ActivationRange.None);
            foreach (ref var sum in sums) sum /= pixels;
        }
    }
}
