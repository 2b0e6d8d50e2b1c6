using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of MEAN, SUM and the other reductions; the second input contains the dimensions to reduce.</summary>
/// <param name="KeepDimensions">True to keep reduced dimensions with length 1.</param>
public sealed record ReducerOptions(bool KeepDimensions) : OperatorOptions
{
    private static readonly FlatField KeepDimensionsField = new(0, "keep_dims");

    /// <summary>The number of this type in the format's union of options.</summary>
    internal const byte Kind = 27;

    internal override byte UnionType => Kind;

    internal static ReducerOptions Read(FlatTable table)
    {
        table.Knows(slots: 1);
        return new(table.Bool(KeepDimensionsField));
    }

    internal override int Write(FlatBufferBuilder builder)
    {
        builder.StartTable(1);
        builder.AddBool(KeepDimensionsField.Slot, KeepDimensions, false);
        return builder.EndTable();
    }
}
