using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of SQUEEZE.</summary>
/// <param name="Dimensions">The dimensions of length 1 to drop; empty to drop all of them.</param>
public sealed record SqueezeOptions(IReadOnlyList<int> Dimensions) : OperatorOptions
{
    private static readonly FlatField DimensionsField = new(0, "squeeze_dims");

    /// <summary>The number of this type in the format's union of options.</summary>
    internal const byte Kind = 30;

    internal override byte UnionType => Kind;

    internal static SqueezeOptions Read(FlatTable table)
    {
        table.Knows(slots: 1);
        return new(table.Int32s(DimensionsField) ?? []);
    }

    internal override int Write(FlatBufferBuilder builder)
    {
        var dimensions = builder.CreateInts(Dimensions);
        builder.StartTable(1);
        builder.AddOffset(DimensionsField.Slot, dimensions, 0);
        return builder.EndTable();
    }

    /// <summary>Returns true if the lists have the same elements.</summary>
    public bool Equals(SqueezeOptions? other) => other is not null && Dimensions.SequenceEqual(other.Dimensions);

    /// <summary>Returns a hash code of the elements.</summary>
    public override int GetHashCode() => Dimensions.Aggregate(0, HashCode.Combine);
}
