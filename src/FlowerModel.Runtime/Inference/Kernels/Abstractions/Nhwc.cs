namespace FlowerModel.Runtime.Inference.Kernels.Abstractions;

/// <summary>Shape of a batch of feature maps: batch, height, width, channels, the last one contiguous.</summary>
internal readonly record struct Nhwc(int Batch, int Height, int Width, int Channels);
