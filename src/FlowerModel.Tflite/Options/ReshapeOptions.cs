using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of RESHAPE; if there is a second input, it takes precedence.</summary>
/// <param name="NewShape">The new shape, which may contain one -1; empty if only the second input specifies it.</param>
public sealed record ReshapeOptions(IReadOnlyList<int> NewShape) : OperatorOptions
{
    private static readonly FlatField NewShapeField = new(0, "new_shape");

    /// <summary>The number of this type in the format's union of options.</summary>
    internal const byte Kind = 17;

    internal override byte UnionType => Kind;

    internal static ReshapeOptions Read(FlatTable table)
    {
        table.Knows(slots: 1);
        return new(table.Int32s(NewShapeField) ?? []);
    }

    internal override int Write(FlatBufferBuilder builder)
    {
        var newShape = builder.CreateInts(NewShape);
        builder.StartTable(1);
        builder.AddOffset(NewShapeField.Slot, newShape, 0);
        return builder.EndTable();
    }

    /// <summary>Returns true if the lists have the same elements.</summary>
    public bool Equals(ReshapeOptions? other) => other is not null && NewShape.SequenceEqual(other.NewShape);

    /// <summary>Returns a hash code of the elements.</summary>
    public override int GetHashCode() => NewShape.Aggregate(0, HashCode.Combine);
}
