using FlowerModel.Runtime.Inference.Plan;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

/// <summary>Builds sliding windows as the planner does, for kernels that are tested without a model.</summary>
internal static class Windows
{
    public static SlidingWindow Create(
        Nhwc input, int outputChannels, (int Height, int Width) kernel, int stride, Padding padding, int dilation = 1)
    {
        var (height, width) = (Size(input.Height, kernel.Height), Size(input.Width, kernel.Width));
        var context = new OperatorContext(
            new Operator { Code = BuiltinOperator.Conv2D, Inputs = [], Outputs = [] }, [], null!, threads: 1);
        return SlidingWindow.Create(
            context,
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

    private static Value Float(string name, params int[] shape) =>
        new(new Tensor { Name = name, Shape = shape, Type = TensorType.Float32 }, index: 0);
}
