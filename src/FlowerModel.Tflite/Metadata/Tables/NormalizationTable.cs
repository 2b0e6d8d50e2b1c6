using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Metadata.Tables;

/// <summary>The process unit <c>(x - mean) / std</c>.</summary>
internal static class NormalizationTable
{
    private const byte Normalization = 1;

    private static readonly FlatField OptionsType = new(0, "options_type");
    private static readonly FlatField Options = new(1, "options");

    private static readonly FlatField Mean = new(0, "mean");
    private static readonly FlatField Std = new(1, "std");

    /// <summary>Returns the first normalization among process units; empty if there is none.</summary>
    internal static (float[] Mean, float[] Std) Find(FlatTable[] units)
    {
        foreach (var unit in units)
        {
            if (unit.Byte(OptionsType) != Normalization) continue;
            if (unit.Table(Options, "normalization options") is not { } options) continue;
            var (mean, std) = (options.Singles(Mean) ?? [], options.Singles(Std) ?? []);
            return mean.Length == std.Length
                ? (mean, std)
                : throw options.Error($"{mean.Length} means and {std.Length} standard deviations; the numbers must be equal");
        }

        return ([], []);
    }

    internal static int Write(FlatBufferBuilder builder, IReadOnlyList<float> mean, IReadOnlyList<float> std)
    {
        var means = builder.CreateFloats(mean);
        var deviations = builder.CreateFloats(std);
        builder.StartTable(2);
        builder.AddOffset(Mean.Slot, means, 0);
        builder.AddOffset(Std.Slot, deviations, 0);
        var options = builder.EndTable();

        builder.StartTable(2);
        builder.AddByte(OptionsType.Slot, Normalization, 0);
        builder.AddOffset(Options.Slot, options, 0);
        return builder.EndTable();
    }
}
