using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Tables;

/// <summary>The table of a <see cref="Subgraph"/>.</summary>
internal static class SubgraphTable
{
    private static readonly FlatField Tensors = new(0, "tensors");
    private static readonly FlatField Inputs = new(1, "inputs");
    private static readonly FlatField Outputs = new(2, "outputs");
    private static readonly FlatField Operators = new(3, "operators");
    private static readonly FlatField Name = new(4, "name");
    private static readonly FlatField DebugMetadataIndex = new(5, "debug_metadata_index");

    internal static Subgraph Read(
        FlatTable table, IReadOnlyList<OperatorCode> codes, IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        table.Knows(slots: 6);
        return new Subgraph
        {
            Name = table.String(Name) ?? "",
            Tensors = Array.ConvertAll(table.Tables(Tensors, "tensor"), tensor => TensorTable.Read(tensor, buffers)),
            Inputs = table.Int32s(Inputs) ?? [],
            Outputs = table.Int32s(Outputs) ?? [],
            Operators = Array.ConvertAll(table.Tables(Operators, "operator"), op => OperatorTable.Read(op, codes)),
            DebugMetadataIndex = table.Int32(DebugMetadataIndex, -1),
        };
    }

    internal static int Write(
        FlatBufferBuilder builder, Subgraph subgraph, Func<Tensor, int> bufferOf, Func<Operator, int> codeOf)
    {
        var vectors = new SharedVectors(builder);
        var tensors = builder.CreateOffsets([.. subgraph.Tensors.Select(t => TensorTable.Write(builder, t, bufferOf(t), vectors))]);
        var operators = builder.CreateOffsets([.. subgraph.Operators.Select(op => OperatorTable.Write(builder, op, codeOf(op)))]);
        var inputs = builder.CreateInts(subgraph.Inputs);
        var outputs = builder.CreateInts(subgraph.Outputs);
        var name = builder.CreateText(subgraph.Name);
        builder.StartTable(6);
        builder.AddOffset(Tensors.Slot, tensors, 0);
        builder.AddOffset(Inputs.Slot, inputs, 0);
        builder.AddOffset(Outputs.Slot, outputs, 0);
        builder.AddOffset(Operators.Slot, operators, 0);
        builder.AddOffset(Name.Slot, name, 0);
        builder.AddInt(DebugMetadataIndex.Slot, subgraph.DebugMetadataIndex, -1);
        return builder.EndTable();
    }
}
