using FlowerModel.Conversion.Quantization.Kernels;
using Affine = FlowerModel.Tflite.Quantization;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>The second step's result: all numbers that turn a float32 model into an int8 one, by numbers of tensors.</summary>
/// <param name="Activations">Scale and zero point of each activation, and of each constant that stands in the place of one.</param>
/// <param name="Kernels">The kernels.</param>
/// <param name="Biases">The biases, which count in steps of the input's scale times the kernel's.</param>
/// <param name="InUnits">The activations that are counted in other units than the float32 model's: ReLU6 becomes ReLU there.</param>
internal sealed record Int8Parameters(
    IReadOnlyDictionary<int, Affine> Activations,
    IReadOnlyDictionary<int, SymmetricKernel> Kernels,
    IReadOnlyDictionary<int, Int8Bias> Biases,
    IReadOnlySet<int> InUnits);

/// <summary>An int32 bias.</summary>
/// <param name="Stored">One number an output channel.</param>
/// <param name="Scales">One scale, or one an output channel.</param>
internal sealed record Int8Bias(int[] Stored, float[] Scales);
