namespace FlowerModel.Runtime.Inference.Kernels.Hybrid;

/// <summary>How TensorFlow Lite computes a layer with a float input and an int8 kernel ("hybrid"); operators differ.</summary>
/// <param name="Pieces">Images, or rows of a fully connected layer: parts of the input that are rounded by ranges of their own.</param>
/// <param name="HasZeroPoint">Whether such a range need not be symmetric about 0.</param>
/// <param name="TakesInputScaleFirst">
/// Whether sums are multiplied by the input's scale and then by the kernel's, or at once by the product of both: the last bit tells.
/// </param>
internal readonly record struct HybridRule(int Pieces, bool HasZeroPoint, bool TakesInputScaleFirst = false);
