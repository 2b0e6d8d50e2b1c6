using FlowerModel.Conversion.Onnx.Graph;
using FlowerModel.Conversion.Onnx.Messages;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Onnx.Operators;

/// <summary>CONV_2D and DEPTHWISE_CONV_2D as Conv, FULLY_CONNECTED as Gemm.</summary>
internal static class LayerExport
{
    internal static void Convolution(OperatorExport op)
    {
        var options = op.Options<Conv2DOptions>();
        var kernel = Kernel(op);
        var groups = op.Input(0).Shape[3] / kernel.Shape[3];
        var window = new Window(
            (kernel.Shape[1], kernel.Shape[2]), (options.StrideHeight, options.StrideWidth), (options.DilationHeight, options.DilationWidth), options.Padding);
        Convolve(op, window, Layout.ChannelsFirst, groups, options.Activation);
    }

    internal static void Depthwise(OperatorExport op)
    {
        var options = op.Options<DepthwiseConv2DOptions>();
        var kernel = Kernel(op);
        var window = new Window(
            (kernel.Shape[1], kernel.Shape[2]), (options.StrideHeight, options.StrideWidth), (options.DilationHeight, options.DilationWidth), options.Padding);
        Convolve(op, window, Layout.DepthwiseKernel, op.Input(0).Shape[3], options.Activation);
    }

    internal static void FullyConnected(OperatorExport op)
    {
        var options = op.Options<FullyConnectedOptions>();
        var kernel = Kernel(op);
        if (options.WeightsFormat != 0) throw op.Unsupported("its kernel is in a special layout");
        if (op.Result.Shape.Count != 2) throw op.Unsupported("its result has more than two dimensions");
        var input = op.Real(0);
        if (op.Input(0).Shape.Count != 2) input = ShapeExport.Reshaped(op, input, op.Input(0), [0, kernel.Shape[1]]);
        List<string> inputs = [input, op.Values.RealConstant(op.Operator.Inputs[1], [0, 1])];
        if (op.Has(2)) inputs.Add(op.Values.RealConstant(op.Operator.Inputs[2], [0]));
        op.Finish(op.Values.Nodes.Add("Gemm", op.Name, inputs, NodeList.Int("transB", 1)), options.Activation);
    }

    private static Tensor Kernel(OperatorExport op)
    {
        var kernel = op.Values.TensorOf(op.Operator.Inputs[1]);
        return kernel.Quantization is null || op.Input(0).Quantization is not null
            ? kernel
            : throw op.Unsupported("it has a quantized kernel and a float32 input (dynamic range quantization); export the float32 or the int8 model");
    }

    private static void Convolve(OperatorExport op, Window window, int[] kernelOrder, int groups, FusedActivation activation)
    {
        List<string> inputs = [op.Real(0), op.Values.RealConstant(op.Operator.Inputs[1], kernelOrder)];
        if (op.Has(2)) inputs.Add(op.Values.RealConstant(op.Operator.Inputs[2], [0]));
        AttributeProto[] attributes = [.. window.Attributes(op.Input(0)), window.Dilations, NodeList.Int("group", groups)];
        op.Finish(op.Values.Nodes.Add("Conv", op.Name, inputs, attributes), activation);
    }
}
