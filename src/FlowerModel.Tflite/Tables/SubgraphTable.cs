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

    internal static Subgraph Read(
        FlatTable table, IReadOnlyList<OperatorCode> codes, IReadOnlyList<ReadOnlyMemory<byte>> buffers) => new()
        {
            Name = table.String(Name) ?? "",
            Tensors = Array.ConvertAll(table.Tables(Tensors, "tensor"), tensor => TensorTable.Read(tensor, buffers)),
            Inputs = table.Int32s(Inputs) ?? [],
            Outputs = table.Int32s(Outputs) ?? [],
            Operators = Array.ConvertAll(table.Tables(Operators, "operator"), op => OperatorTable.Read(op, codes)),
        };

    internal static int Write(
        FlatBufferBuilder builder, Subgraph subgraph, Func<Tensor, int> bufferOf, Func<Operator, int> codeOf)
    {
        var tensors = builder.CreateOffsets([.. subgraph.Tensors.Select(t => TensorTable.Write(builder, t, bufferOf(t)))]);
        var operators = builder.CreateOffsets([.. subgraph.Operators.Select(op => OperatorTable.Write(builder, op, codeOf(op)))]);
        var inputs = builder.CreateInts(subgraph.Inputs);
        var outputs = builder.CreateInts(subgraph.Outputs);
        var name = builder.CreateText(subgraph.Name);
        builder.StartTable(5);
        builder.AddOffset(Tensors.Slot, tensors, 0);
        builder.AddOffset(Inputs.Slot, inputs, 0);
        builder.AddOffset(Outputs.Slot, outputs, 0);
        builder.AddOffset(Operators.Slot, operators, 0);
        builder.AddOffset(Name.Slot, name, 0);
        return builder.EndTable();
    }
}
