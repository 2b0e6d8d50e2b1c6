using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Tables;

/// <summary>The root table.</summary>
internal static class ModelTable
{
    private static readonly FlatField Version = new(0, "version");
    private static readonly FlatField OperatorCodes = new(1, "operator_codes");
    private static readonly FlatField Subgraphs = new(2, "subgraphs");
    private static readonly FlatField Description = new(3, "description");
    private static readonly FlatField Buffers = new(4, "buffers");
    private static readonly FlatField MetadataBuffers = new(5, "metadata_buffer");
    private static readonly FlatField Metadata = new(6, "metadata");
    private static readonly FlatField Signatures = new(7, "signature_defs");

    internal static Model Read(FlatTable table)
    {
        var version = table.UInt32(Version);
        if (version != Model.Version) throw table.Error($"the schema version is {version}; only version {Model.Version} is supported");
        table.Knows(slots: 8);
        var codes = Array.ConvertAll(table.Tables(OperatorCodes, "operator code"), OperatorCodeTable.Read);
        var buffers = Array.ConvertAll(table.Tables(Buffers, "buffer"), BufferTable.Read);
        return new Model
        {
            Description = table.String(Description) ?? "",
            Subgraphs = Array.ConvertAll(table.Tables(Subgraphs, "subgraph"), graph => SubgraphTable.Read(graph, codes, buffers)),
            Metadata = Array.ConvertAll(table.Tables(Metadata, "metadata"), entry => MetadataEntryTable.Read(entry, buffers)),
            Signatures = Array.ConvertAll(table.Tables(Signatures, "signature"), SignatureTable.Read),
            MetadataBuffers = Array.ConvertAll(
                table.Int32s(MetadataBuffers) ?? [],
                buffer => buffer >= 0 && buffer < buffers.Length
                    ? buffers[buffer]
                    : throw table.Error($"metadata_buffer is {buffer}; the model has {buffers.Length} buffers")),
        };
    }

    internal static int Write(FlatBufferBuilder builder, Model model)
    {
        var buffers = new BufferList();
        var codes = model.Subgraphs.SelectMany(graph => graph.Operators).Select(CodeOf).Distinct().ToArray();
        var codeNumbers = codes.Select((code, number) => (code, number)).ToDictionary(pair => pair.code, pair => pair.number);

        var subgraphs = builder.CreateOffsets([.. model.Subgraphs.Select(graph => SubgraphTable.Write(
            builder, graph, tensor => buffers.Add(tensor.Data), op => codeNumbers[CodeOf(op)]))]);
        var metadata = builder.CreateOffsets([.. model.Metadata.Select(entry => MetadataEntryTable.Write(
            builder, entry, buffers.Add(entry.Data)))]);
        var metadataBuffers = model.MetadataBuffers.Count == 0
            ? 0
            : builder.CreateInts([.. model.MetadataBuffers.Select(buffers.Add)]);
        var signatures = builder.CreateOffsets([.. model.Signatures.Select(signature => SignatureTable.Write(builder, signature))]);
        var operatorCodes = builder.CreateOffsets([.. codes.Select(code => OperatorCodeTable.Write(builder, code))]);
        var data = builder.CreateOffsets([.. buffers.All.Select(bytes => BufferTable.Write(builder, bytes))]);
        var description = builder.CreateText(model.Description);

        builder.StartTable(8);
        builder.AddUint(Version.Slot, Model.Version, 0);
        builder.AddOffset(OperatorCodes.Slot, operatorCodes, 0);
        builder.AddOffset(Subgraphs.Slot, subgraphs, 0);
        builder.AddOffset(Description.Slot, description, 0);
        builder.AddOffset(Buffers.Slot, data, 0);
        builder.AddOffset(MetadataBuffers.Slot, metadataBuffers, 0);
        builder.AddOffset(Metadata.Slot, metadata, 0);
        builder.AddOffset(Signatures.Slot, signatures, 0);
        return builder.EndTable();
    }

    private static OperatorCode CodeOf(Operator op) => new(op.Code, op.CustomCode, op.Version);
}
