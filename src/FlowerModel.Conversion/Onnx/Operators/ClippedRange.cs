using FlowerModel.Tflite;
using Affine = FlowerModel.Tflite.Quantization;

namespace FlowerModel.Conversion.Onnx.Operators;

/// <summary>The ranges that activations cut values to.</summary>
internal static class ClippedRange
{
    /// <summary>Returns the range of an activation; null if it does not cut values to one.</summary>
    internal static (float Lowest, float Highest)? Of(FusedActivation activation) => activation switch
    {
        FusedActivation.Relu => (0, float.PositiveInfinity),
        FusedActivation.Relu6 => (0, 6),
        FusedActivation.ReluN1To1 => (-1, 1),
        _ => null,
    };

    /// <summary>Returns true if stored integers cannot represent anything outside an activation's range, to the nearest integer.</summary>
    internal static bool Covers(FusedActivation activation, Affine affine, TensorType type)
    {
        if (Of(activation) is not { } range || affine.IsPerChannel) return false;
        var (least, most) = type == TensorType.UInt8 ? (byte.MinValue, byte.MaxValue) : ((int)sbyte.MinValue, (int)sbyte.MaxValue);
        return Math.Round(range.Lowest / affine.Scale) + affine.ZeroPoint <= least && Math.Round(range.Highest / affine.Scale) + affine.ZeroPoint >= most;
    }
}
