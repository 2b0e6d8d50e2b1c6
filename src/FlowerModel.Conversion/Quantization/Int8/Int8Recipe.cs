using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>How the range of an activation is determined from its calibration statistics.</summary>
public enum RangeMethod
{
    /// <summary>From the smallest to the largest value.</summary>
    MinMax,

    /// <summary>The range without <see cref="Int8Recipe.TailShare"/> of the values at either end.</summary>
    Percentile,

    /// <summary>The range that minimizes the mean square of the rounding and clipping errors.</summary>
    MeanSquareError,
}

/// <summary>The number of scales per kernel.</summary>
public enum KernelGranularity
{
    /// <summary>One per output channel, if the operator allows it.</summary>
    PerChannel,

    /// <summary>One for the whole kernel. Known to ruin networks with depthwise convolutions; for comparison only.</summary>
    PerTensor,
}

/// <summary>The settings for building an int8 model.</summary>
/// <param name="Name">The display name.</param>
/// <param name="Range">How the ranges of activations are determined.</param>
public sealed record Int8Recipe(string Name, RangeMethod Range)
{
    /// <summary>For <see cref="RangeMethod.Percentile"/>: the share of values left out at either end, 0 to 0.5. Default 0.0001.</summary>
    public double TailShare { get; init; } = 1e-4;

    /// <summary>The number of scales per kernel; default: one per channel.</summary>
    public KernelGranularity Kernels { get; init; } = KernelGranularity.PerChannel;

    /// <summary>
    /// Whether to first bring the channels of activations to similar ranges by moving powers of two from one layer's kernel to the next
    /// (cross-layer equalization; Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias Correction").
    /// </summary>
    public bool Equalize { get; init; }

    /// <summary>Whether biases compensate for the mean error of rounding the kernels (bias correction, same paper).</summary>
    public bool CorrectBias { get; init; }

    /// <summary>The recipes tried if none is given, simplest first; in a tie the first wins.</summary>
    public static IReadOnlyList<Int8Recipe> Candidates { get; } =
    [
        new("min/max, bias corrected", RangeMethod.MinMax) { CorrectBias = true },
        new("mean-square error, bias corrected", RangeMethod.MeanSquareError) { CorrectBias = true },
        new("percentile 99.99, equalized, bias corrected", RangeMethod.Percentile) { Equalize = true, CorrectBias = true },
        new("mean-square error, equalized, bias corrected", RangeMethod.MeanSquareError) { Equalize = true, CorrectBias = true },
    ];
}
