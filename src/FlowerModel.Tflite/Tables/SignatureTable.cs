using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Tables;

/// <summary>The SignatureDef table of a <see cref="Signature"/> and the TensorMap tables of its names.</summary>
internal static class SignatureTable
{
    private static readonly FlatField Inputs = new(0, "inputs");
    private static readonly FlatField Outputs = new(1, "outputs");
    private static readonly FlatField Key = new(2, "signature_key");
    private static readonly FlatField DeprecatedTag = new(3, "deprecated_tag");
    private static readonly FlatField SubgraphIndex = new(4, "subgraph_index");

    private static readonly FlatField TensorName = new(0, "name");
    private static readonly FlatField TensorIndex = new(1, "tensor_index");

    internal static Signature Read(FlatTable table)
    {
        table.Knows(slots: 5);
        if (table.Has(DeprecatedTag)) table.NoteUnknown(DeprecatedTag.Name);
        return new Signature(
            table.String(Key) ?? "",
            Array.ConvertAll(table.Tables(Inputs, "signature input"), ReadTensor),
            Array.ConvertAll(table.Tables(Outputs, "signature output"), ReadTensor),
            Index(table, SubgraphIndex));
    }

    internal static int Write(FlatBufferBuilder builder, Signature signature)
    {
        var inputs = builder.CreateOffsets([.. signature.Inputs.Select(tensor => WriteTensor(builder, tensor))]);
        var outputs = builder.CreateOffsets([.. signature.Outputs.Select(tensor => WriteTensor(builder, tensor))]);
        var key = builder.CreateText(signature.Key);
        builder.StartTable(5);
        builder.AddOffset(Inputs.Slot, inputs, 0);
        builder.AddOffset(Outputs.Slot, outputs, 0);
        builder.AddOffset(Key.Slot, key, 0);
        builder.AddUint(SubgraphIndex.Slot, (uint)signature.Subgraph, 0);
        return builder.EndTable();
    }

    private static SignatureTensor ReadTensor(FlatTable table)
    {
        table.Knows(slots: 2);
        return new SignatureTensor(table.String(TensorName) ?? "", Index(table, TensorIndex));
    }

    private static int WriteTensor(FlatBufferBuilder builder, SignatureTensor tensor)
    {
        var name = builder.CreateText(tensor.Name);
        builder.StartTable(2);
        builder.AddOffset(TensorName.Slot, name, 0);
        builder.AddUint(TensorIndex.Slot, (uint)tensor.Tensor, 0);
        return builder.EndTable();
    }

    private static int Index(FlatTable table, FlatField field)
    {
        var value = table.UInt32(field);
        return value <= int.MaxValue ? (int)value : throw table.Error($"{field.Name} is {value}");
    }
}
