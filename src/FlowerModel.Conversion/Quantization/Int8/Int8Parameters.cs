using FlowerModel.Conversion.Quantization.Kernels;
using Affine = FlowerModel.Tflite.Quantization;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>The result of the second step: all parameters that turn a float32 model into an int8 one, by tensor index.</summary>
/// <param name="Activations">Scale and zero point of each activation, and of each constant used as one.</param>
/// <param name="Kernels">The kernels.</param>
/// <param name="Biases">The biases, in steps of the input's scale times the kernel's.</param>
/// <param name="InUnits">The activations whose unit differs from the float32 model's; ReLU6 becomes ReLU there.</param>
internal sealed record Int8Parameters(
    IReadOnlyDictionary<int, Affine> Activations,
    IReadOnlyDictionary<int, SymmetricKernel> Kernels,
    IReadOnlyDictionary<int, Int8Bias> Biases,
    IReadOnlySet<int> InUnits);

/// <summary>An int32 bias.</summary>
/// <param name="Stored">One value per output channel.</param>
/// <param name="Scales">One scale, or one per output channel.</param>
internal sealed record Int8Bias(int[] Stored, float[] Scales);
