using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Tables;

/// <summary>The table of a <see cref="Tensor"/>.</summary>
internal static class TensorTable
{
    private static readonly FlatField Shape = new(0, "shape");
    private static readonly FlatField Type = new(1, "type");
    private static readonly FlatField Buffer = new(2, "buffer");
    private static readonly FlatField Name = new(3, "name");
    private static readonly FlatField Quantization = new(4, "quantization");
    private static readonly FlatField IsVariable = new(5, "is_variable");
    private static readonly FlatField Sparsity = new(6, "sparsity");
    private static readonly FlatField ShapeSignature = new(7, "shape_signature");
    private static readonly FlatField HasRank = new(8, "has_rank");
    private static readonly FlatField VariantTensors = new(9, "variant_tensors");
    private static readonly FlatField ExternalBuffer = new(10, "external_buffer");

    internal static Tensor Read(FlatTable table, IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        if (table.Has(Sparsity)) throw table.Error("sparse tensors are not supported");
        if (table.UInt32(ExternalBuffer) != 0) throw table.Error("constants in other files are not supported");
        table.Knows(slots: 11);
        if (table.Has(VariantTensors)) table.NoteUnknown(VariantTensors.Name);
        var buffer = table.UInt32(Buffer);
        if (buffer >= buffers.Count) throw table.Error($"buffer is {buffer}; the model has {buffers.Count} buffers");
        var parameters = table.Table(Quantization, "quantization parameters");
        return new Tensor
        {
            Name = table.String(Name) ?? "",
            Shape = table.Int32s(Shape) ?? [],
            Type = table.TensorType(Type),
            Data = buffers[(int)buffer],
            Quantization = parameters is { } affine ? QuantizationTable.Read(affine) : null,
            Range = parameters is { } observed ? QuantizationTable.ReadRange(observed) : null,
            ShapeSignature = table.Int32s(ShapeSignature),
            HasRank = table.Bool(HasRank),
            IsVariable = table.Bool(IsVariable),
        };
    }

    internal static int Write(FlatBufferBuilder builder, Tensor tensor, int buffer, SharedVectors vectors)
    {
        var name = builder.CreateText(tensor.Name);
        var shape = vectors.Ints(tensor.Shape);
        var signature = tensor.ShapeSignature is null ? 0 : vectors.Ints(tensor.ShapeSignature);
        var quantization = QuantizationTable.Write(builder, tensor.Quantization, tensor.Range, vectors);
        builder.StartTable(9);
        builder.AddOffset(Shape.Slot, shape, 0);
        builder.AddByte(Type.Slot, (byte)tensor.Type, 0);
        builder.AddUint(Buffer.Slot, (uint)buffer, 0);
        builder.AddOffset(Name.Slot, name, 0);
        builder.AddOffset(Quantization.Slot, quantization, 0);
        builder.AddBool(IsVariable.Slot, tensor.IsVariable, false);
        builder.AddOffset(ShapeSignature.Slot, signature, 0);
        builder.AddBool(HasRank.Slot, tensor.HasRank, false);
        return builder.EndTable();
    }
}
