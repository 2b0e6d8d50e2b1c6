using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Metadata.Tables;

/// <summary>The root table of TFLite Metadata, with its description of the main subgraph.</summary>
internal static class ModelMetadataTable
{
    private static readonly FlatField Name = new(0, "name");
    private static readonly FlatField Description = new(1, "description");
    private static readonly FlatField Version = new(2, "version");
    private static readonly FlatField Subgraphs = new(3, "subgraph_metadata");
    private static readonly FlatField Author = new(4, "author");
    private static readonly FlatField License = new(5, "license");
    private static readonly FlatField MinParserVersion = new(7, "min_parser_version");

    private static readonly FlatField Inputs = new(2, "input_tensor_metadata");
    private static readonly FlatField Outputs = new(3, "output_tensor_metadata");

    /// <summary>Reads everything but the labels, which are in a separate file.</summary>
    internal static ModelMetadata Read(FlatTable table)
    {
        var subgraphs = table.Tables(Subgraphs, "subgraph metadata");
        var inputs = subgraphs.Length == 0 ? [] : subgraphs[0].Tables(Inputs, "input metadata");
        var outputs = subgraphs.Length == 0 ? [] : subgraphs[0].Tables(Outputs, "output metadata");
        return new ModelMetadata
        {
            Name = table.String(Name) ?? "",
            Description = table.String(Description) ?? "",
            Version = table.String(Version) ?? "",
            Author = table.String(Author) ?? "",
            License = table.String(License) ?? "",
            MinParserVersion = table.String(MinParserVersion) ?? "",
            Input = inputs.Length == 0 ? null : TensorMetadataTable.ReadImage(inputs[0]),
            Output = outputs.Length == 0 ? null : TensorMetadataTable.ReadScores(outputs[0]),
        };
    }

    internal static int Write(FlatBufferBuilder builder, ModelMetadata metadata)
    {
        var inputs = metadata.Input is null ? 0 : builder.CreateOffsets([TensorMetadataTable.Write(builder, metadata.Input)]);
        var outputs = metadata.Output is null ? 0 : builder.CreateOffsets([TensorMetadataTable.Write(builder, metadata.Output)]);
        builder.StartTable(4);
        builder.AddOffset(Inputs.Slot, inputs, 0);
        builder.AddOffset(Outputs.Slot, outputs, 0);
        var subgraph = builder.EndTable();

        var subgraphs = builder.CreateOffsets([subgraph]);
        var name = builder.CreateText(metadata.Name);
        var description = builder.CreateText(metadata.Description);
        var version = builder.CreateText(metadata.Version);
        var author = builder.CreateText(metadata.Author);
        var license = builder.CreateText(metadata.License);
        var minParserVersion = builder.CreateText(ModelMetadata.WrittenParserVersion);
        builder.StartTable(8);
        builder.AddOffset(Name.Slot, name, 0);
        builder.AddOffset(Description.Slot, description, 0);
        builder.AddOffset(Version.Slot, version, 0);
        builder.AddOffset(Subgraphs.Slot, subgraphs, 0);
        builder.AddOffset(Author.Slot, author, 0);
        builder.AddOffset(License.Slot, license, 0);
        builder.AddOffset(MinParserVersion.Slot, minParserVersion, 0);
        return builder.EndTable();
    }
}
