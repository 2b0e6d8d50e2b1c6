namespace FlowerModel.Conversion.Float32;

/// <summary>Kernel and bias of a convolution in TFLite's layout.</summary>
/// <param name="Layer">Name of the Keras layer.</param>
/// <param name="IsDepthwise">True for a 1HWC kernel, false for an OHWI kernel.</param>
/// <param name="Size">Height and width of the kernel.</param>
/// <param name="Inputs">Number of input channels.</param>
/// <param name="Kernel">The elements, last dimension fastest.</param>
/// <param name="Bias">One value per output channel.</param>
internal sealed record ConvolutionWeights(string Layer, bool IsDepthwise, int Size, int Inputs, float[] Kernel, float[] Bias)
{
    internal string KernelName => Layer + (IsDepthwise ? "/depthwise_kernel" : "/kernel");

    internal string BiasName => Layer + "/bias";

    internal int Outputs => Bias.Length;

    internal int[] Shape => IsDepthwise ? [1, Size, Size, Inputs] : [Outputs, Size, Size, Inputs];
}
