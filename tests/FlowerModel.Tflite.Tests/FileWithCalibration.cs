using System.IO.Compression;
using System.Text;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Tests;

/// <summary>
/// A model file with calibrated scores, written and checked without the metadata reader and writer of this product: field by field, with the field
/// numbers of TensorFlow's <c>metadata_schema.fbs</c>.
/// </summary>
internal static class FileWithCalibration
{
    internal const string ParametersName = "score_calibration.txt";

    /// <summary>A class with parameters, one without, and one with a minimum score, with Windows line endings.</summary>
    internal const string Parameters = "0.95,1.1,-0.25\r\n\r\n1,2,0.5,0.1\r\n";

    private const byte LabelsType = 2; // TENSOR_AXIS_LABELS
    private const byte CalibrationType = 4; // TENSOR_AXIS_SCORE_CALIBRATION
    private const byte CalibrationOptions = 2; // ProcessUnitOptions: NONE, NormalizationOptions, ScoreCalibrationOptions
    private const byte Log = 1; // ScoreTransformationType: IDENTITY, LOG, INVERSE_LOGISTIC
    private const float DefaultScore = 0.25f;

    internal static readonly string[] Labels = ["daisy", "roses", "tulips"];

    internal static byte[] Write(Model model)
    {
        var bytes = ModelWriter.Write(model with { Metadata = [new MetadataEntry(MetadataEntry.TfliteMetadata, Metadata())] });
        var file = new MemoryStream();
        file.Write(bytes);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, ParametersName, Parameters);
            Add(zip, "labels.txt", string.Join('\n', Labels));
        }

        return file.ToArray();
    }

    /// <summary>Asserts that the output in a metadata buffer has the calibration and names both files with their types.</summary>
    internal static void Check(ReadOnlyMemory<byte> metadata)
    {
        var buffer = new ByteBuffer(metadata.ToArray());
        var root = new Table(buffer.GetInt(buffer.Position) + buffer.Position, buffer);
        var output = Element(Element(root, 3, 0), 3, 0);

        var unit = Element(output, 4, 0);
        Assert.Equal(CalibrationOptions, Byte(unit, 0));
        var options = Follow(unit, 1);
        Assert.Equal(Log, Byte(options, 0));
        Assert.Equal(DefaultScore, buffer.GetFloat(options.bb_pos + options.__offset(4 + (2 * 1))));

        Assert.Equal(2, output.__vector_len(output.__offset(4 + (2 * 6))));
        Assert.Equal(("labels.txt", LabelsType), NameAndType(Element(output, 6, 0)));
        Assert.Equal((ParametersName, CalibrationType), NameAndType(Element(output, 6, 1)));
    }

    private static byte[] Metadata()
    {
        var builder = new FlatBufferBuilder(256);
        builder.StartTable(2);
        builder.AddByte(0, Log, 0);
        builder.AddFloat(1, DefaultScore, 0);
        var options = builder.EndTable();
        builder.StartTable(2);
        builder.AddByte(0, CalibrationOptions, 0);
        builder.AddOffset(1, options, 0);
        var units = Vector(builder, builder.EndTable());
        var files = Vector(builder, AssociatedFile(builder, ParametersName, CalibrationType), AssociatedFile(builder, "labels.txt", LabelsType));
        builder.StartTable(7);
        builder.AddOffset(4, units, 0);
        builder.AddOffset(6, files, 0);
        var outputs = Vector(builder, builder.EndTable());
        builder.StartTable(4);
        builder.AddOffset(3, outputs, 0);
        var subgraphs = Vector(builder, builder.EndTable());
        builder.StartTable(8);
        builder.AddOffset(3, subgraphs, 0);
        builder.Finish(builder.EndTable(), "M001");
        return builder.SizedByteArray();
    }

    private static int AssociatedFile(FlatBufferBuilder builder, string name, byte type)
    {
        var text = builder.CreateString(name).Value;
        builder.StartTable(5);
        builder.AddOffset(0, text, 0);
        builder.AddByte(2, type, 0);
        return builder.EndTable();
    }

    private static int Vector(FlatBufferBuilder builder, params int[] tables)
    {
        builder.StartVector(4, tables.Length, 4);
        foreach (var table in tables.Reverse()) builder.AddOffset(table);
        return builder.EndVector().Value;
    }

    private static void Add(ZipArchive zip, string name, string text)
    {
        using var content = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        content.Write(Encoding.UTF8.GetBytes(text));
    }

    private static Table Element(Table table, int field, int index) =>
        new(table.__indirect(table.__vector(table.__offset(4 + (2 * field))) + (4 * index)), table.bb);

    private static Table Follow(Table table, int field) => new(table.__indirect(table.bb_pos + table.__offset(4 + (2 * field))), table.bb);

    private static byte Byte(Table table, int field) => table.bb.Get(table.bb_pos + table.__offset(4 + (2 * field)));

    private static (string Name, byte Type) NameAndType(Table file) => (file.__string(file.bb_pos + file.__offset(4)), Byte(file, 2));
}
