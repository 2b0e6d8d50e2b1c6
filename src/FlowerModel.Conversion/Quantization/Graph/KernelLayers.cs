using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Graph;

/// <summary>The operators that have a kernel, the kernel's position among their inputs and its output-channel dimension.</summary>
internal static class KernelLayers
{
    /// <summary>Position of the kernel among the inputs.</summary>
    internal const int Kernel = 1;

    /// <summary>Position of the bias among the inputs; it may be missing.</summary>
    internal const int Bias = 2;

    /// <summary>Whether the operator has a kernel.</summary>
    internal static bool Has(BuiltinOperator code) =>
        code is BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D or BuiltinOperator.FullyConnected;

    /// <summary>The output-channel dimension of the kernel: OHWI, 1HWC, or outputs by inputs.</summary>
    internal static int ChannelDimension(BuiltinOperator code) => code == BuiltinOperator.DepthwiseConv2D ? 3 : 0;

    /// <summary>
    /// Whether runtimes support one scale per channel. For FULLY_CONNECTED only recent ones do; releases in the field support one scale for
    /// the whole kernel.
    /// </summary>
    internal static bool IsPerChannel(BuiltinOperator code) => code != BuiltinOperator.FullyConnected;
}
