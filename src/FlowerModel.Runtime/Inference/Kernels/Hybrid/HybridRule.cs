namespace FlowerModel.Runtime.Inference.Kernels.Hybrid;

/// <summary>How TensorFlow Lite computes a layer with a float input and an int8 kernel ("hybrid"); this depends on the operator.</summary>
/// <param name="Pieces">The number of input pieces with separate ranges: images, or rows of a fully connected layer.</param>
/// <param name="HasZeroPoint">Whether these ranges may be asymmetric about 0.</param>
/// <param name="TakesInputScaleFirst">
/// Whether sums are multiplied by the input's scale and then by the kernel's, or by the product of both: the last bit can differ.
/// </param>
internal readonly record struct HybridRule(int Pieces, bool HasZeroPoint, bool TakesInputScaleFirst = false);
