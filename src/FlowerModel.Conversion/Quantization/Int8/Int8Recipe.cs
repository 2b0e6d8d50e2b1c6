using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>How the range of an activation is found in what calibration saw of it.</summary>
public enum RangeMethod
{
    /// <summary>From the least to the greatest value.</summary>
    MinMax,

    /// <summary>What leaves out <see cref="Int8Recipe.TailShare"/> of the values at either end.</summary>
    Percentile,

    /// <summary>What makes the mean square of the rounding and cutting errors least.</summary>
    MeanSquareError,
}

/// <summary>How many scales a kernel has.</summary>
public enum KernelGranularity
{
    /// <summary>One an output channel, where the operator allows it.</summary>
    PerChannel,

    /// <summary>One for the whole kernel: known to ruin networks of depthwise convolutions, and here to show it.</summary>
    PerTensor,
}

/// <summary>How an int8 model is made, as data.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Range">How the ranges of activations are found.</param>
public sealed record Int8Recipe(string Name, RangeMethod Range)
{
    /// <summary>For <see cref="RangeMethod.Percentile"/>: the share of values left out at either end, 0 to 0.5. Default 0.0001.</summary>
    public double TailShare { get; init; } = 1e-4;

    /// <summary>How many scales a kernel has; default one a channel.</summary>
    public KernelGranularity Kernels { get; init; } = KernelGranularity.PerChannel;

    /// <summary>
    /// Whether the channels of activations are brought to similar ranges first, by moving powers of two from one layer's kernel to the
    /// next (cross-layer equalization; Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias Correction").
    /// </summary>
    public bool Equalize { get; init; }

    /// <summary>Whether biases make up for the mean error that rounding the kernels brings (bias correction, the same paper).</summary>
    public bool CorrectBias { get; init; }

    /// <summary>The recipes tried where none is given, the plainest first: of equals the first is taken.</summary>
    public static IReadOnlyList<Int8Recipe> Candidates { get; } =
    [
        new("min/max, bias corrected", RangeMethod.MinMax) { CorrectBias = true },
        new("mean-square error, bias corrected", RangeMethod.MeanSquareError) { CorrectBias = true },
        new("percentile 99.99, equalized, bias corrected", RangeMethod.Percentile) { Equalize = true, CorrectBias = true },
        new("mean-square error, equalized, bias corrected", RangeMethod.MeanSquareError) { Equalize = true, CorrectBias = true },
    ];
}
