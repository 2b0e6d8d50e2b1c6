using System.CommandLine;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Runtime;

namespace FlowerModel.Tool.Commands;

/// <summary><c>--mean</c> and <c>--std</c>: the normalization of images, for models that do not state it.</summary>
internal sealed class NormalizationOptions
{
    /// <summary><c>--mean</c>.</summary>
    public Option<float?> Mean { get; } = new("--mean")
    {
        Description = "The value that is subtracted from each sample (0 to 255) of an image. Default: what the model states. "
            + "127.5 with --std 127.5 for -1 to 1, 0 with --std 255 for 0 to 1, 0 with --std 1 for 0 to 255.",
        HelpName = "VALUE",
    };

    /// <summary><c>--std</c>.</summary>
    public Option<float?> Std { get; } = new("--std")
    {
        Description = "The value that the difference from --mean is divided by. Default: what the model states.",
        HelpName = "VALUE",
    };

    /// <summary>Returns the options for a classifier.</summary>
    /// <exception cref="PipelineException">One option is missing, or a value is not valid.</exception>
    public ImageClassifierOptions Of(ParseResult parsed)
    {
        var (mean, std) = (parsed.GetValue(Mean), parsed.GetValue(Std));
        if (mean is null != std is null)
            throw new PipelineException(Codes.IncompatibleSettings, "--mean and --std belong together. Specify both, or neither.");
        if (mean is { } value && !float.IsFinite(value))
            throw new PipelineException(Codes.InvalidValue, FormattableString.Invariant($"--mean is '{value}'; expected a number."));
        if (std is { } deviation && !(float.IsFinite(deviation) && deviation > 0))
            throw new PipelineException(Codes.InvalidValue, FormattableString.Invariant($"--std is '{deviation}'; expected a number greater than 0."));
        return new ImageClassifierOptions { Mean = mean, StandardDeviation = std };
    }
}
