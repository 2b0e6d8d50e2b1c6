using FlowerModel.Distiller.Numerics;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Distiller.Initialization;

/// <summary>Convolutions of one image, with sums in double precision.</summary>
internal static class Convolutions
{
    private const int KernelSize = 3;

    /// <summary>A 1x1 convolution.</summary>
    /// <param name="input">[positions, inputs].</param>
    /// <param name="convolution">Kernel [inputs, outputs] and bias.</param>
    /// <param name="output">Receives [positions, outputs].</param>
    public static void Pointwise(ReadOnlySpan<float> input, FoldedConvolution convolution, Span<float> output)
    {
        var (inputs, outputs) = (convolution.Kernel.Rows, convolution.Outputs);
        var sums = new double[outputs];
        for (; input.Length > 0; input = input[inputs..], output = output[outputs..])
        {
            convolution.Bias.CopyTo(sums, 0);
            for (var c = 0; c < inputs; c++) VectorSums.AddScaled(input[c], convolution.Kernel.Row(c), sums);
            for (var c = 0; c < outputs; c++) output[c] = (float)sums[c];
        }
    }

    /// <summary>A 3x3 convolution with zeros around the input.</summary>
    /// <param name="input">[height, width, inputs].</param>
    /// <param name="shape">Shape of the input.</param>
    /// <param name="convolution">Kernel [3 * 3 * inputs, outputs] and bias.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="output">Receives [outputHeight, outputWidth, outputs].</param>
    public static void Spatial(ReadOnlySpan<float> input, FeatureShape shape, FoldedConvolution convolution, int stride, Span<float> output)
    {
        var outputs = convolution.Outputs;
        var sums = new double[outputs];
        foreach (var (place, taps) in Windows(shape, stride))
        {
            convolution.Bias.CopyTo(sums, 0);
            foreach (var (kernelPlace, inputPlace) in taps)
            {
                for (var c = 0; c < shape.Channels; c++)
                    VectorSums.AddScaled(input[(inputPlace * shape.Channels) + c], convolution.Kernel.Row((kernelPlace * shape.Channels) + c), sums);
            }

            for (var c = 0; c < outputs; c++) output[(place * outputs) + c] = (float)sums[c];
        }
    }

    /// <summary>A depthwise 3x3 convolution of ReLU6 of the input, with zeros around it.</summary>
    /// <param name="input">[height, width, channels].</param>
    /// <param name="shape">Shape of the input.</param>
    /// <param name="convolution">Kernel [3 * 3, channels] and bias.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="output">Receives [outputHeight, outputWidth, channels].</param>
    public static void DepthwiseOfRelu6(ReadOnlySpan<float> input, FeatureShape shape, FoldedConvolution convolution, int stride, Span<float> output)
    {
        var channels = shape.Channels;
        double[] sums = new double[channels], values = new double[channels];
        foreach (var (place, taps) in Windows(shape, stride))
        {
            convolution.Bias.CopyTo(sums, 0);
            foreach (var (kernelPlace, inputPlace) in taps)
            {
                for (var c = 0; c < channels; c++) values[c] = Math.Clamp(input[(inputPlace * channels) + c], 0f, 6f);
                VectorSums.AddProducts(values, convolution.Kernel.Row(kernelPlace), sums);
            }

            for (var c = 0; c < channels; c++) output[(place * channels) + c] = (float)sums[c];
        }
    }

    /// <summary>Returns the shape of a 3x3 convolution's output.</summary>
    /// <param name="input">Shape of the input.</param>
    /// <param name="channels">Channels of the output.</param>
    /// <param name="stride">Stride.</param>
    public static FeatureShape OutputShape(FeatureShape input, int channels, int stride) => new(
        PaddingMode.Same.OutputSize(input.Height, KernelSize, stride), PaddingMode.Same.OutputSize(input.Width, KernelSize, stride), channels);

    /// <summary>The positions of the output, each with the positions of kernel and input that contribute to it.</summary>
    private static IEnumerable<(int Place, IReadOnlyList<(int Kernel, int Input)> Taps)> Windows(FeatureShape shape, int stride)
    {
        var (top, left) = (PaddingMode.Same.Zeros(shape.Height, KernelSize, stride).Before, PaddingMode.Same.Zeros(shape.Width, KernelSize, stride).Before);
        var size = OutputShape(shape, shape.Channels, stride);
        var taps = new List<(int, int)>();
        for (var place = 0; place < size.Height * size.Width; place++)
        {
            taps.Clear();
            var (row, column) = ((place / size.Width * stride) - top, (place % size.Width * stride) - left);
            for (var kernel = 0; kernel < KernelSize * KernelSize; kernel++)
            {
                var (y, x) = (row + (kernel / KernelSize), column + (kernel % KernelSize));
                if (y >= 0 && y < shape.Height && x >= 0 && x < shape.Width) taps.Add((kernel, (y * shape.Width) + x));
            }

            yield return (place, taps);
        }
    }
}
