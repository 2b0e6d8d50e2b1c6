using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

/// <summary>Creates sliding windows as the planner does, to test kernels without a model.</summary>
internal static class Windows
{
    public static SlidingWindow Create(
        Nhwc input, int outputChannels, (int Height, int Width) kernel, int stride, Padding padding, int dilation = 1)
    {
        var (height, width) = (Size(input.Height, kernel.Height), Size(input.Width, kernel.Width));
        var context = new OperatorContext(
            new Operator { Code = BuiltinOperator.Conv2D, Inputs = [], Outputs = [] }, [], null!, threads: 1);
        return context.WindowOf(
            Float("input", input.Batch, input.Height, input.Width, input.Channels),
            Float("output", input.Batch, height, width, outputChannels),
            padding,
            kernel,
            (stride, stride),
            (dilation, dilation));

        int Size(int side, int kernelSide)
        {
            var extent = ((kernelSide - 1) * dilation) + 1;
            return padding == Padding.Same ? (side + stride - 1) / stride : ((side - extent) / stride) + 1;
        }
    }

    /// <summary>Depthwise windows for all edge cases: channels that do not fill a vector, dilation, channel multipliers, a single row.</summary>
    public static IEnumerable<(SlidingWindow Window, int Kernel, int Outputs)> Depthwise()
    {
        foreach (var padding in new[] { Padding.Same, Padding.Valid })
        {
            foreach (var (batch, height, wide, channels, multiplier, kernel, stride, dilation) in new[]
            {
                (1, 7, 7, 32, 1, 3, 1, 1), (1, 8, 8, 16, 1, 3, 2, 1), (2, 5, 9, 24, 1, 3, 2, 1), (1, 6, 7, 17, 1, 3, 1, 1),
                (1, 9, 9, 35, 1, 3, 1, 2), (1, 8, 7, 19, 1, 5, 1, 1), (1, 4, 4, 3, 1, 3, 1, 1), (1, 5, 5, 8, 2, 3, 1, 1),
                (1, 3, 3, 16, 1, 3, 1, 1), (1, 6, 5, 8, 1, 3, 1, 1), (1, 7, 6, 12, 1, 3, 2, 1), (1, 9, 8, 9, 1, 5, 2, 1), (1, 3, 4, 16, 1, 2, 1, 1), (1, 3, 20, 40, 1, 3, 3, 1), (2, 5, 40, 33, 1, 3, 1, 1), (1, 6, 70, 64, 1, 3, 2, 1), (1, 9, 35, 32, 1, 3, 1, 3),
            })
            {
                var outputs = channels * multiplier;
                yield return (Create(new Nhwc(batch, height, wide, channels), outputs, (kernel, kernel), stride, padding, dilation), kernel, outputs);
            }
        }
    }

    private static Value Float(string name, params int[] shape) =>
        new(new Tensor { Name = name, Shape = shape, Type = TensorType.Float32 }, index: 0);
}
