namespace FlowerModel.Runtime.Inference.Kernels.Abstractions;

/// <summary>The kernels that run on this machine.</summary>
/// <param name="Floats">Layers of float32 elements.</param>
/// <param name="Integers">Layers of int8 elements.</param>
internal sealed record KernelSet(FloatKernels Floats, IntegerKernels Integers);
