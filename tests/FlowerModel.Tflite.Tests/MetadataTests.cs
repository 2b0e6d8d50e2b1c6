using System.IO.Compression;
using FlowerModel.Testing;

namespace FlowerModel.Tflite.Tests;

/// <summary>TFLite Metadata and the zip of labels behind the model.</summary>
public sealed class MetadataTests
{
    private static readonly ModelMetadata Flowers = new()
    {
        Name = "Flowers",
        Description = "Names the flower in a picture.",
        Version = "1.2.3",
        Author = "Someone",
        License = "MIT",
        Input = new ImageInputMetadata { Size = (224, 160) },
        Output = new ScoreOutputMetadata(),
        Labels = ["daisy", "dandelion", "Löwenzahn", "tulips"],
    };

    [Fact]
    public void Metadata_written_by_the_embedder_s_author_is_read()
    {
        var metadata = MetadataReader.Read(ReferenceModelTests.Load("mobilenet_v2_035_96_embedder_with_metadata"))!;

        Assert.Equal("ImageEmbedder", metadata.Name);
        Assert.Equal("1.0.0", metadata.MinParserVersion);
        Assert.Equal([127.5f], metadata.Input!.Mean);
        Assert.Equal([127.5f], metadata.Input.Std);
        Assert.Equal((-1f, 1f), (metadata.Input.Minimum, metadata.Input.Maximum));
        Assert.Null(metadata.Input.Size);
        Assert.Empty(metadata.Labels);
    }

    [Fact]
    public void Labels_packed_by_TFLite_s_own_populator_are_read()
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
    public void Metadata_written_reads_equal()
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
        // Stored: the text stands in the file as it is, so that a reader can map it.
        Assert.True(file.AsSpan().IndexOf("daisy\ndandelion\nLöwenzahn\ntulips"u8) > 0);
    }

    [Fact]
    public void Writing_with_metadata_is_deterministic()
    {
        Assert.Equal(MetadataWriter.Write(SmallModel.Identity(), Flowers), MetadataWriter.Write(SmallModel.Identity(), Flowers));
    }

    [Fact]
    public void Metadata_replaces_older_metadata()
    {
        var old = ModelReader.Read(MetadataWriter.Write(SmallModel.Identity(), Flowers));

        var file = MetadataWriter.Write(old, Flowers with { Name = "Trees" });

        Assert.Equal("Trees", MetadataReader.Read(file)!.Name);
        Assert.Single(ModelReader.Read(file).Metadata, entry => entry.Name == MetadataEntry.TfliteMetadata);
    }

    [Theory]
    [InlineData(Oracle.Native)]
    [InlineData(Oracle.Tfjs)]
    public void The_real_runtimes_open_a_model_with_metadata_and_zip(string backend)
    {
        byte[] input = [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 192];

        var output = Oracle.Run(MetadataWriter.Write(SmallModel.Identity(), Flowers), input, backend);

        Assert.Equal([0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 0, 0], output);
    }

    [Fact]
    public void Labels_without_a_place_or_with_a_line_break_are_refused()
    {
        var model = SmallModel.Identity();

        Assert.Throws<ArgumentException>(() => MetadataWriter.Write(model, Flowers with { Output = null }));
        Assert.Throws<ArgumentException>(() => MetadataWriter.Write(model, Flowers with { Labels = [] }));
        Assert.Throws<ArgumentException>(() => MetadataWriter.Write(model, Flowers with { Labels = ["a\nb"] }));
    }

    [Fact]
    public void A_file_whose_zip_was_cut_off_is_refused()
    {
        var file = MetadataWriter.Write(SmallModel.Identity(), Flowers);

        Assert.Throws<TfliteFormatException>(() => MetadataReader.Read(file.AsMemory(0, file.Length - 30)));
    }
}
