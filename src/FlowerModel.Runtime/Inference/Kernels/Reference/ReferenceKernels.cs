using FlowerModel.Runtime.Inference.Kernels.Abstractions;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>Implements the common interface with the scalar kernels.</summary>
internal sealed class ReferenceKernels : FloatKernels
{
    /// <inheritdoc/>
    public override PreparedLayer<float> Convolution(SlidingWindow window, float[] kernel, float[] bias, ActivationRange activation) =>
        new Layer(
            window.OutputRows,
            (input, output, rows) => Reference.Convolution.Run(window, input, kernel, bias, activation, output, rows));

    /// <inheritdoc/>
    public override PreparedLayer<float> DepthwiseConvolution(SlidingWindow window, float[] kernel, float[] bias, ActivationRange activation) =>
        new Layer(
            window.OutputRows,
            (input, output, rows) => Reference.DepthwiseConvolution.Run(window, input, kernel, bias, activation, output, rows));

    /// <inheritdoc/>
    public override PreparedLayer<float> FullyConnected(int rows, float[] kernel, float[] bias, ActivationRange activation) =>
        new Layer(rows, (input, output, part) => FullyConnectedKernel.Run(input, kernel, bias, activation, output, part));

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> sum, ActivationRange activation)
    {
        for (var i = 0; i < sum.Length; i++) sum[i] = activation.Apply(first[i] + second[i]);
    }

    /// <inheritdoc/>
    public override void Multiply(ReadOnlySpan<float> first, ReadOnlySpan<float> factors, Span<float> product, ActivationRange activation)
    {
        for (var i = 0; i < product.Length; i++) product[i] = activation.Apply(first[i] * factors[i % factors.Length]);
    }

    /// <inheritdoc/>
    public override void HardSwish(ReadOnlySpan<float> input, Span<float> output)
    {
        var limits = new ActivationRange(0, 6);
        for (var i = 0; i < output.Length; i++) output[i] = input[i] * limits.Apply(input[i] + 3) / 6;
    }

    /// <inheritdoc/>
    public override void SpatialMean(ReadOnlySpan<float> input, Nhwc shape, Span<float> output)
    {
        var pixels = shape.Height * shape.Width;
        for (var b = 0; b < shape.Batch; b++)
        {
            for (var c = 0; c < shape.Channels; c++)
            {
                var sum = 0f;
                for (var p = 0; p < pixels; p++) sum += input[(((b * pixels) + p) * shape.Channels) + c];
                output[(b * shape.Channels) + c] = sum / pixels;
            }
        }
    }

    private delegate void RowsKernel(ReadOnlySpan<float> input, Span<float> output, (int Start, int End) rows);

    private sealed class Layer(int rows, RowsKernel kernel) : PreparedLayer<float>
    {
        public override int MaxParts => rows;

        public override void Run(ReadOnlySpan<float> input, Span<float> output, Span<byte> scratch, Part part) =>
            kernel(input, output, part.Of(rows));
    }
}
