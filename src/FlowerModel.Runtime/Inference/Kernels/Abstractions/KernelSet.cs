namespace FlowerModel.Runtime.Inference.Kernels.Abstractions;

/// <summary>The kernels to use on this machine.</summary>
/// <param name="Floats">Kernels for float32 layers.</param>
/// <param name="Integers">Kernels for int8 layers.</param>
internal sealed record KernelSet(FloatKernels Floats, IntegerKernels Integers);
