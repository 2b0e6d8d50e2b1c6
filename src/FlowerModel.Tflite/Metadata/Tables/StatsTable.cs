using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Metadata.Tables;

/// <summary>The range of a tensor's values.</summary>
internal static class StatsTable
{
    private static readonly FlatField Max = new(0, "max");
    private static readonly FlatField Min = new(1, "min");

    /// <summary>Reads the range, which spans all channels; null if there is none.</summary>
    internal static (float Minimum, float Maximum)? Read(FlatTable? table)
    {
        var (max, min) = (table?.Singles(Max) ?? [], table?.Singles(Min) ?? []);
        return max.Length == 0 || min.Length == 0 ? null : (min.Min(), max.Max());
    }

    internal static int Write(FlatBufferBuilder builder, float minimum, float maximum)
    {
        var max = builder.CreateFloats([maximum]);
        var min = builder.CreateFloats([minimum]);
        builder.StartTable(2);
        builder.AddOffset(Max.Slot, max, 0);
        builder.AddOffset(Min.Slot, min, 0);
        return builder.EndTable();
    }
}
