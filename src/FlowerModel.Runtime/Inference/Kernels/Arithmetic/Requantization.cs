namespace FlowerModel.Runtime.Inference.Kernels.Arithmetic;

/// <summary>Where the halves of a fixed-point product go; TFLite's kernels differ in it.</summary>
internal enum Halves
{
    /// <summary><see cref="QuantizedMultiplier.ApplyHalvesUp"/>: CONV_2D and FULLY_CONNECTED.</summary>
    Up,

    /// <summary><see cref="QuantizedMultiplier.Apply"/>: DEPTHWISE_CONV_2D and all others.</summary>
    AwayFromZero,
}

/// <summary>How the integer sums of a layer become stored int8 results.</summary>
/// <param name="InputZeroPoint">Stored value of a real zero in the input.</param>
/// <param name="Multipliers">Input scale times kernel scale over output scale, one for each output channel.</param>
/// <param name="Halves">How the multipliers are applied.</param>
/// <param name="OutputZeroPoint">Stored value of a real zero in the output.</param>
/// <param name="Minimum">Least stored result (fused activation).</param>
/// <param name="Maximum">Largest stored result.</param>
internal sealed record Requantization(
    int InputZeroPoint, QuantizedMultiplier[] Multipliers, Halves Halves, int OutputZeroPoint, int Minimum, int Maximum)
{
    public sbyte Store(int sum, int channel)
    {
        var multiplier = Multipliers[channel];
        var scaled = Halves == Halves.Up ? multiplier.ApplyHalvesUp(sum) : multiplier.Apply(sum);
        return (sbyte)Math.Clamp(scaled + OutputZeroPoint, Minimum, Maximum);
    }
}
