using System.IO.Compression;
using FlowerModel.Testing;

namespace FlowerModel.Tflite.Tests;

/// <summary>TFLite Metadata and the zip archive with the labels after the model.</summary>
public sealed class MetadataTests
{
    private static readonly ModelMetadata Flowers = new()
    {
        Name = "Flowers",
        Description = "Names the flower in an image.",
        Version = "1.2.3",
        Author = "Someone",
        License = "MIT",
        Input = new ImageInputMetadata { Size = (224, 160) },
        Output = new ScoreOutputMetadata(),
        Labels = ["daisy", "dandelion", "Löwenzahn", "tulips"],
    };

    [Fact]
    public void Metadata_of_the_published_embedder_is_read()
    {
        var metadata = MetadataReader.Read(ReferenceModelTests.Load("mobilenet_v2_035_96_embedder_with_metadata"))!;

        Assert.Equal("ImageEmbedder", metadata.Name);
        Assert.Equal("1.0.0", metadata.MinParserVersion);
        Assert.Equal([127.5f], metadata.Input!.Mean);
        Assert.Equal([127.5f], metadata.Input.Std);
        Assert.Equal((-1f, 1f), (metadata.Input.Minimum, metadata.Input.Maximum));
        Assert.Null(metadata.Input.Size);
        Assert.Equal(ColorSpace.Rgb, metadata.Input.ColorSpace);
        Assert.Empty(metadata.Labels);
    }

    [Fact]
    public void Labels_packed_by_the_TFLite_metadata_populator_are_read()
    {
        var metadata = MetadataReader.Read(ReferenceModelTests.Load("tf2_mobilenet_v2_1.0_224_ptq"))!;

        Assert.Equal(File.ReadAllLines(ReferenceData.Tflite("imagenet_labels.txt")), metadata.Labels);
        Assert.Equal("imagenet_labels.txt", metadata.Output!.LabelFile);
        Assert.Equal((0f, 255f), (metadata.Output.Minimum, metadata.Output.Maximum));
    }

    [Fact]
    public void A_model_without_metadata_has_none()
    {
        Assert.Null(MetadataReader.Read(ReferenceModelTests.Load("mobilenet_v2_int8")));
    }

    [Fact]
    public void Metadata_round_trips()
    {
        var read = MetadataReader.Read(MetadataWriter.Write(SmallModel.Identity(), Flowers))!;

        Assert.Equal(Flowers.Labels, read.Labels);
        Assert.Equal(Flowers.Input!.Mean, read.Input!.Mean);
        Assert.Equal(Flowers.Input.Std, read.Input.Std);
        Assert.Equal(Flowers.Output, read.Output);
        var rest = read with
        {
            Labels = Flowers.Labels,
            Input = read.Input with { Mean = Flowers.Input.Mean, Std = Flowers.Input.Std },
        };
        Assert.Equal(Flowers, rest);
    }

    [Fact]
    public void A_zip_reader_opens_the_whole_file_and_finds_the_labels_stored()
    {
        var file = MetadataWriter.Write(SmallModel.Identity(), Flowers);

        using var zip = new ZipArchive(new MemoryStream(file));
        var entry = Assert.Single(zip.Entries);
        Assert.Equal("labels.txt", entry.FullName);
        Assert.Equal(entry.Length, entry.CompressedLength);
        using var reader = new StreamReader(entry.Open());
        Assert.Equal("daisy\ndandelion\nLöwenzahn\ntulips", reader.ReadToEnd());
        // Stored without compression, so that a reader can map the text.
        Assert.True(file.AsSpan().IndexOf("daisy\ndandelion\nLöwenzahn\ntulips"u8) > 0);
    }

    [Fact]
    public void The_labels_are_stored_in_a_plain_zip_with_offsets_from_the_start_of_the_file()
    {
        var file = MetadataWriter.Write(SmallModel.Identity(), Flowers with { Labels = ["a", "b"] });

        // The end of central directory record with one entry and no comment, then the entry, then the local header that it points to.
        var end = file.Length - 22;
        Assert.Equal("PK\x05\x06"u8, file.AsSpan(end, 4));
        Assert.Equal(1, BitConverter.ToUInt16(file, end + 10));
        Assert.Equal(0, BitConverter.ToUInt16(file, end + 20));
        var entry = BitConverter.ToInt32(file, end + 16);
        Assert.Equal("PK\x01\x02"u8, file.AsSpan(entry, 4));
        var local = BitConverter.ToInt32(file, entry + 42);
        Assert.Equal("PK\x03\x04"u8, file.AsSpan(local, 4));
        // No data descriptor (bit 3 of the flags), method 0, CRC-32 of "a\nb", both sizes 3.
        Assert.Equal(0, BitConverter.ToUInt16(file, local + 6) & 8);
        Assert.Equal(0, BitConverter.ToUInt16(file, local + 8));
        Assert.Equal(0xef0790fbu, BitConverter.ToUInt32(file, local + 14));
        Assert.Equal((3u, 3u), (BitConverter.ToUInt32(file, local + 18), BitConverter.ToUInt32(file, local + 22)));
        var content = local + 30 + BitConverter.ToUInt16(file, local + 26) + BitConverter.ToUInt16(file, local + 28);
        Assert.Equal("a\nb"u8, file.AsSpan(content, 3));
    }

    [Theory]
    [InlineData(TensorType.Float32, -1, 1, 0, 1)]
    [InlineData(TensorType.UInt8, 0, 255, 0, 255)]
    [InlineData(TensorType.Int8, -128, 127, -128, 127)]
    public void Ranges_depend_on_the_types_of_the_model_and_the_normalization_does_not(
        TensorType type, float least, float most, float leastScore, float mostScore)
    {
        var model = SmallModel.Of(
            new Operator { Code = BuiltinOperator.Relu, Inputs = [0], Outputs = [1] },
            new Tensor { Name = "in", Shape = [1, 2, 2, 3], Type = type },
            new Tensor { Name = "out", Shape = [1, 12], Type = type });

        var read = MetadataReader.Read(MetadataWriter.Write(model, Flowers.For(model)))!;

        Assert.Equal((least, most), (read.Input!.Minimum, read.Input.Maximum));
        Assert.Equal((leastScore, mostScore), (read.Output!.Minimum, read.Output.Maximum));
        Assert.Equal([127.5f], read.Input.Mean);
        Assert.Equal([127.5f], read.Input.Std);
    }

    [Fact]
    public void A_range_depends_on_the_normalization()
    {
        var input = new ImageInputMetadata { Mean = [0], Std = [255] };

        Assert.Equal((0f, 1f), (input.For(TensorType.Float32).Minimum, input.For(TensorType.Float32).Maximum));
    }

    [Fact]
    public void The_written_parser_version_is_the_one_that_the_fields_need()
    {
        var file = MetadataWriter.Write(SmallModel.Identity(), Flowers with { MinParserVersion = "1.3.0" });

        Assert.Equal("1.0.0", MetadataReader.Read(file)!.MinParserVersion);
    }

    [Fact]
    public void Labels_declared_much_larger_than_the_file_are_rejected()
    {
        var file = MetadataWriter.Write(SmallModel.Identity(), Flowers);
        var entry = BitConverter.ToInt32(file, file.Length - 22 + 16);
        BitConverter.TryWriteBytes(file.AsSpan(entry + 24), 15 << 20);

        var error = Assert.Throws<TfliteFormatException>(() => MetadataReader.Read(file));

        Assert.Contains("labels.txt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Writing_with_metadata_is_deterministic()
    {
        Assert.Equal(MetadataWriter.Write(SmallModel.Identity(), Flowers), MetadataWriter.Write(SmallModel.Identity(), Flowers));
    }

    [Fact]
    public void New_metadata_replaces_existing_metadata()
    {
        var old = ModelReader.Read(MetadataWriter.Write(SmallModel.Identity(), Flowers));

        var file = MetadataWriter.Write(old, Flowers with { Name = "Trees" });

        Assert.Equal("Trees", MetadataReader.Read(file)!.Name);
        Assert.Single(ModelReader.Read(file).Metadata, entry => entry.Name == MetadataEntry.TfliteMetadata);
    }

    [Theory]
    [InlineData(Oracle.Native)]
    [InlineData(Oracle.Tfjs)]
    public void Real_runtimes_load_a_model_with_metadata_and_zip(string backend)
    {
        byte[] input = [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 192];

        var output = Oracle.Run(MetadataWriter.Write(SmallModel.Identity(), Flowers), input, backend);

        Assert.Equal([0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 0, 0], output);
    }

    [Fact]
    public void Labels_without_an_output_or_with_a_line_break_are_rejected()
    {
        var model = SmallModel.Identity();

        Assert.Throws<ArgumentException>(() => MetadataWriter.Write(model, Flowers with { Output = null }));
        Assert.Throws<ArgumentException>(() => MetadataWriter.Write(model, Flowers with { Labels = [] }));
        Assert.Throws<ArgumentException>(() => MetadataWriter.Write(model, Flowers with { Labels = ["a\nb"] }));
    }

    [Fact]
    public void Score_calibration_round_trips()
    {
        var file = FileWithCalibration.Write(SmallModel.Identity());

        var read = MetadataReader.Read(file)!;
        var again = MetadataWriter.Write(ModelReader.Read(file), read);

        var expected = new ScoreCalibration(ScoreTransformation.Log, 0.25f)
        {
            ParametersFile = FileWithCalibration.ParametersName,
            Parameters = FileWithCalibration.Parameters,
        };
        Assert.Equal(expected, read.Output!.Calibration);
        Assert.Equal(expected, MetadataReader.Read(again)!.Output!.Calibration);
        Assert.Equal(FileWithCalibration.Labels, MetadataReader.Read(again)!.Labels);
        using var zip = new ZipArchive(new MemoryStream(again));
        Assert.Equal(["labels.txt", FileWithCalibration.ParametersName], zip.Entries.Select(entry => entry.FullName));
        using var reader = new StreamReader(zip.GetEntry(FileWithCalibration.ParametersName)!.Open());
        Assert.Equal(FileWithCalibration.Parameters, reader.ReadToEnd());
        FileWithCalibration.Check(ModelReader.Read(again).FindMetadata(MetadataEntry.TfliteMetadata)!.Value);
    }

    [Fact]
    public void Calibration_parameters_without_their_own_file_are_rejected()
    {
        ModelMetadata With(ScoreCalibration calibration) => Flowers with { Output = new ScoreOutputMetadata { Calibration = calibration } };
        var calibration = new ScoreCalibration(ScoreTransformation.Identity, 0) { Parameters = "1,1,0" };

        Assert.Throws<ArgumentException>(() => MetadataWriter.Write(SmallModel.Identity(), With(calibration)));
        Assert.Throws<ArgumentException>(() => MetadataWriter.Write(SmallModel.Identity(), With(calibration with { ParametersFile = "labels.txt" })));
    }

    [Fact]
    public void A_file_with_a_truncated_zip_is_rejected()
    {
        var file = MetadataWriter.Write(SmallModel.Identity(), Flowers);

        Assert.Throws<TfliteFormatException>(() => MetadataReader.Read(file.AsMemory(0, file.Length - 30)));
    }
}
