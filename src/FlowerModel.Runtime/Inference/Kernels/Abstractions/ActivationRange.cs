using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Kernels.Abstractions;

/// <summary>A fused activation that limits results to a range: none, RELU, RELU6 or RELU_N1_TO_1.</summary>
internal readonly record struct ActivationRange(float Minimum, float Maximum)
{
    public static ActivationRange None { get; } = new(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>Returns the value within the limits; NaN stays NaN.</summary>
    public float Apply(float value) => value < Minimum ? Minimum : value > Maximum ? Maximum : value;

    /// <summary>Returns the range in stored 8-bit integers, as computed by TFLite's CalculateActivationRangeQuantized.</summary>
    public (int Minimum, int Maximum) Quantized(Quantization quantization, int lowest = sbyte.MinValue, int highest = sbyte.MaxValue)
    {
        var (scale, zeroPoint) = (quantization.Scale, (int)quantization.ZeroPoint);
        return (Stored(Minimum, lowest), Stored(Maximum, highest));

        int Stored(float bound, int unbounded) => float.IsInfinity(bound)
            ? unbounded
            : (int)Math.Clamp(Math.Round((double)bound / scale, MidpointRounding.AwayFromZero) + zeroPoint, lowest, highest);
    }
}
