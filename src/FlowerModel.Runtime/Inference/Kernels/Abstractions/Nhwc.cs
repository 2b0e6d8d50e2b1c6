namespace FlowerModel.Runtime.Inference.Kernels.Abstractions;

/// <summary>The shape of a batch of feature maps: batch, height, width, channels, with channels contiguous.</summary>
internal readonly record struct Nhwc(int Batch, int Height, int Width, int Channels);
