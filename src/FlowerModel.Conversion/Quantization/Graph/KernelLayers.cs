using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Graph;

/// <summary>The operators that have a kernel, its place among their inputs and its dimension of output channels.</summary>
internal static class KernelLayers
{
    /// <summary>Place of the kernel among the inputs.</summary>
    internal const int Kernel = 1;

    /// <summary>Place of the bias among the inputs; it may be left out.</summary>
    internal const int Bias = 2;

    /// <summary>Whether the operator has a kernel.</summary>
    internal static bool Has(BuiltinOperator code) =>
        code is BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D or BuiltinOperator.FullyConnected;

    /// <summary>The kernel's dimension of output channels: OHWI, 1HWC, or outputs by inputs.</summary>
    internal static int ChannelDimension(BuiltinOperator code) => code == BuiltinOperator.DepthwiseConv2D ? 3 : 0;

    /// <summary>
    /// Whether the runtimes take one scale a channel. For FULLY_CONNECTED they do so only of late; the releases in the field know one
    /// scale for the whole kernel.
    /// </summary>
    internal static bool IsPerChannel(BuiltinOperator code) => code != BuiltinOperator.FullyConnected;
}
