namespace FlowerModel.Runtime.Inference.Kernels.Arithmetic;

/// <summary>MUL of int8 elements by TFLite's fixed-point rules.</summary>
internal static class QuantizedProduct
{
    /// <summary>Returns the rule for the given scales and zero points.</summary>
    public static Func<sbyte, sbyte, sbyte> Rule(
        (float Scale, int ZeroPoint) first,
        (float Scale, int ZeroPoint) second,
        (float Scale, int ZeroPoint) result,
        (int Minimum, int Maximum) activation)
    {
        // Computed in floats, as in TFLite.
        var factor = new QuantizedMultiplier(first.Scale * second.Scale / result.Scale);
        return (a, b) =>
        {
            var product = (a - first.ZeroPoint) * (b - second.ZeroPoint);
            return (sbyte)Math.Clamp(factor.Apply(product) + result.ZeroPoint, activation.Minimum, activation.Maximum);
        };
    }
}
