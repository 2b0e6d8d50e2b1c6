namespace FlowerModel.Runtime.Inference.Kernels.Arithmetic;

/// <summary>ADD and SUB of int8 elements by TFLite's fixed-point rule: both inputs are converted to a common scale with 20 extra bits.</summary>
internal sealed record QuantizedSum
{
    /// <summary>The number of extra bits.</summary>
    public const int LeftShift = 20;

    /// <summary>Creates the rule for the given scales and zero points.</summary>
    public QuantizedSum(
        (float Scale, int ZeroPoint) first,
        (float Scale, int ZeroPoint) second,
        (float Scale, int ZeroPoint) result,
        (int Minimum, int Maximum) activation)
    {
        var common = 2.0 * Math.Max(first.Scale, second.Scale);
        (FirstZeroPoint, SecondZeroPoint, ResultZeroPoint) = (first.ZeroPoint, second.ZeroPoint, result.ZeroPoint);
        FirstFactor = new QuantizedMultiplier(first.Scale / common);
        SecondFactor = new QuantizedMultiplier(second.Scale / common);
        ResultFactor = new QuantizedMultiplier(common / ((1 << LeftShift) * (double)result.Scale));
        (Minimum, Maximum) = activation;
    }

    public int FirstZeroPoint { get; }

    public int SecondZeroPoint { get; }

    public int ResultZeroPoint { get; }

    public QuantizedMultiplier FirstFactor { get; }

    public QuantizedMultiplier SecondFactor { get; }

    public QuantizedMultiplier ResultFactor { get; }

    /// <summary>The lowest stored result (fused activation).</summary>
    public int Minimum { get; }

    /// <summary>The highest stored result.</summary>
    public int Maximum { get; }

    /// <summary>Returns the stored sum of two stored numbers.</summary>
    public sbyte Store(sbyte first, sbyte second) => Result(Common(first) + CommonOfSecond(second));

    /// <summary>Returns the stored difference of two stored numbers.</summary>
    public sbyte StoreDifference(sbyte first, sbyte second) => Result(Common(first) - CommonOfSecond(second));

    private int Common(sbyte first) => FirstFactor.Apply((first - FirstZeroPoint) << LeftShift);

    private int CommonOfSecond(sbyte second) => SecondFactor.Apply((second - SecondZeroPoint) << LeftShift);

    private sbyte Result(int common) => (sbyte)Math.Clamp(ResultFactor.Apply(common) + ResultZeroPoint, Minimum, Maximum);
}
