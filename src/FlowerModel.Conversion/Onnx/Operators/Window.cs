using FlowerModel.Conversion.Onnx.Graph;
using FlowerModel.Conversion.Onnx.Messages;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Onnx.Operators;

/// <summary>The window of a convolution or a pooling; heights first.</summary>
/// <param name="Size">Its size in pixels.</param>
/// <param name="Stride">Its step in pixels.</param>
/// <param name="Dilation">The distance between its elements in pixels.</param>
/// <param name="Padding">The padding.</param>
internal readonly record struct Window((int Height, int Width) Size, (int Height, int Width) Stride, (int Height, int Width) Dilation, Padding Padding)
{
    /// <summary>The attribute <c>dilations</c>.</summary>
    internal AttributeProto Dilations => NodeList.Ints("dilations", Dilation.Height, Dilation.Width);

    /// <summary>Returns the attributes <c>kernel_shape</c>, <c>strides</c> and <c>pads</c> for an input.</summary>
    internal AttributeProto[] Attributes(Tensor input)
    {
        var (top, bottom) = Zeros(input.Shape[1], Size.Height, Stride.Height, Dilation.Height);
        var (left, right) = Zeros(input.Shape[2], Size.Width, Stride.Width, Dilation.Width);
        return
        [
            NodeList.Ints("kernel_shape", Size.Height, Size.Width),
            NodeList.Ints("strides", Stride.Height, Stride.Width),
            NodeList.Ints("pads", top, left, bottom, right),
        ];
    }

    // TensorFlow's SAME: ceil(input / stride) outputs; an odd zero goes to the end.
    private (int Before, int After) Zeros(int input, int size, int stride, int dilation)
    {
        if (Padding == Padding.Valid) return (0, 0);
        var outputs = (input + stride - 1) / stride;
        var zeros = Math.Max(0, ((outputs - 1) * stride) + ((size - 1) * dilation) + 1 - input);
        return (zeros / 2, zeros - (zeros / 2));
    }
}
