namespace FlowerModel.Runtime.Inference.Kernels.Arithmetic;

/// <summary>How a fixed-point product rounds halves; TFLite's kernels differ in this.</summary>
internal enum Halves
{
    /// <summary><see cref="QuantizedMultiplier.ApplyHalvesUp"/>: CONV_2D and FULLY_CONNECTED.</summary>
    Up,

    /// <summary><see cref="QuantizedMultiplier.Apply"/>: DEPTHWISE_CONV_2D and all other operators.</summary>
    AwayFromZero,
}

/// <summary>How the integer sums of a layer are converted to stored int8 results.</summary>
/// <param name="InputZeroPoint">The stored value of a real zero in the input.</param>
/// <param name="KernelZeroPoint">The stored value of a real zero in the kernel: 0, or any in a layer that is uint8 in the file.</param>
/// <param name="Multipliers">Input scale times kernel scale divided by output scale, one per output channel.</param>
/// <param name="Halves">How the multipliers are applied.</param>
/// <param name="OutputZeroPoint">The stored value of a real zero in the output.</param>
/// <param name="Minimum">The lowest stored result (fused activation).</param>
/// <param name="Maximum">The highest stored result.</param>
internal sealed record Requantization(
    int InputZeroPoint, int KernelZeroPoint, QuantizedMultiplier[] Multipliers, Halves Halves, int OutputZeroPoint, int Minimum, int Maximum)
{
    public sbyte Store(int sum, int channel)
    {
        var multiplier = Multipliers[channel];
        var scaled = Halves == Halves.Up ? multiplier.ApplyHalvesUp(sum) : multiplier.Apply(sum);
        return (sbyte)Math.Clamp(scaled + OutputZeroPoint, Minimum, Maximum);
    }
}
