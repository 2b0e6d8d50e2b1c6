using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference;

/// <summary>Converts between real numbers and the bytes of float32, int8 and uint8 tensors.</summary>
internal static class TensorElements
{
    private static readonly IntegerKernels Kernels = KernelSelection.For(useReferenceKernels: false).Integers;

    /// <summary>Converts real numbers to a tensor's bytes; without a scale they are only rounded.</summary>
    public static void Store(ReadOnlySpan<float> real, TensorType type, Quantization? quantization, Span<byte> stored)
    {
        var (scale, zeroPoint) = Affine(quantization);
        switch (type)
        {
            case TensorType.Float32:
                MemoryMarshal.AsBytes(real).CopyTo(stored);
                break;
            case TensorType.Int8:
                Kernels.Quantize(real, scale, zeroPoint, sbyte.MinValue, stored);
                break;
            case TensorType.UInt8:
                Kernels.Quantize(real, scale, zeroPoint, byte.MinValue, stored);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "The element type of an image or of scores must be Float32, Int8 or UInt8.");
        }
    }

    /// <summary>Converts a tensor's bytes to real numbers.</summary>
    public static void Load(ReadOnlySpan<byte> stored, TensorType type, Quantization? quantization, Span<float> real)
    {
        var (scale, zeroPoint) = Affine(quantization);
        switch (type)
        {
            case TensorType.Float32:
                stored.CopyTo(MemoryMarshal.AsBytes(real));
                break;
            case TensorType.Int8:
                AffineQuantization.Dequantize(MemoryMarshal.Cast<byte, sbyte>(stored), scale, zeroPoint, real);
                break;
            case TensorType.UInt8:
                AffineQuantization.Dequantize(stored, scale, zeroPoint, real);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "The element type of an image or of scores must be Float32, Int8 or UInt8.");
        }
    }

    private static (float Scale, int ZeroPoint) Affine(Quantization? quantization) =>
        quantization is null ? (1, 0) : (quantization.Scale, (int)quantization.ZeroPoint);
}
