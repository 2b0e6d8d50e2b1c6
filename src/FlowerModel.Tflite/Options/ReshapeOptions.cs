using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of RESHAPE; a second input, where there is one, has precedence.</summary>
/// <param name="NewShape">The new shape, one -1 allowed; empty where only the second input tells.</param>
public sealed record ReshapeOptions(IReadOnlyList<int> NewShape) : OperatorOptions
{
    private static readonly FlatField NewShapeField = new(0, "new_shape");

    /// <summary>Number of the kind in the format's union of options.</summary>
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

    /// <summary>Equal where the lists have the same elements.</summary>
    public bool Equals(ReshapeOptions? other) => other is not null && NewShape.SequenceEqual(other.NewShape);

    /// <summary>A hash of the elements.</summary>
    public override int GetHashCode() => NewShape.Aggregate(0, HashCode.Combine);
}
