namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>ADD and MUL of single int8 elements by TFLite's fixed-point rules.</summary>
internal static class QuantisedElementwise
{
    private const int LeftShift = 20;

    /// <summary>The rule for ADD with given scales and zero points: both inputs are brought to one scale with 20 spare bits.</summary>
    public static Func<sbyte, sbyte, sbyte> Add(
        (float Scale, int ZeroPoint) first,
        (float Scale, int ZeroPoint) second,
        (float Scale, int ZeroPoint) result,
        (int Minimum, int Maximum) activation)
    {
        var common = 2.0 * Math.Max(first.Scale, second.Scale);
        var firstFactor = new QuantisedMultiplier(first.Scale / common);
        var secondFactor = new QuantisedMultiplier(second.Scale / common);
        var resultFactor = new QuantisedMultiplier(common / ((1 << LeftShift) * (double)result.Scale));
        return (a, b) =>
        {
            var sum = firstFactor.Apply((a - first.ZeroPoint) << LeftShift) + secondFactor.Apply((b - second.ZeroPoint) << LeftShift);
            return (sbyte)Math.Clamp(resultFactor.Apply(sum) + result.ZeroPoint, activation.Minimum, activation.Maximum);
        };
    }

    /// <summary>The rule for MUL with given scales and zero points.</summary>
    public static Func<sbyte, sbyte, sbyte> Multiply(
        (float Scale, int ZeroPoint) first,
        (float Scale, int ZeroPoint) second,
        (float Scale, int ZeroPoint) result,
        (int Minimum, int Maximum) activation)
    {
        // In floats, as TFLite computes it.
        var factor = new QuantisedMultiplier(first.Scale * second.Scale / result.Scale);
        return (a, b) =>
        {
            var product = (a - first.ZeroPoint) * (b - second.ZeroPoint);
            return (sbyte)Math.Clamp(factor.Apply(product) + result.ZeroPoint, activation.Minimum, activation.Maximum);
        };
    }
}
