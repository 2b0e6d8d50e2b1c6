using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Metadata.Tables;

/// <summary>The description of an input or output.</summary>
internal static class TensorMetadataTable
{
    private static readonly FlatField Name = new(0, "name");
    private static readonly FlatField Description = new(1, "description");
    private static readonly FlatField Content = new(3, "content");
    private static readonly FlatField ProcessUnits = new(4, "process_units");
    private static readonly FlatField Stats = new(5, "stats");
    private static readonly FlatField AssociatedFiles = new(6, "associated_files");

    /// <summary>Reads the description of an input; null if it is not an image.</summary>
    internal static ImageInputMetadata? ReadImage(FlatTable table)
    {
        if (table.Table(Content, "content") is not { } content || !ContentTable.IsImage(content)) return null;
        var (mean, std) = NormalizationTable.Find(table.Tables(ProcessUnits, "process unit"));
        var range = StatsTable.Read(table.Table(Stats, "stats"));
        return new ImageInputMetadata
        {
            Name = table.String(Name) ?? "",
            Description = table.String(Description) ?? "",
            ColorSpace = ContentTable.ReadColorSpace(content),
            Size = ContentTable.ReadSize(content),
            Mean = mean,
            Std = std,
            Minimum = range?.Minimum ?? 0,
            Maximum = range?.Maximum ?? 0,
        };
    }

    internal static ScoreOutputMetadata ReadScores(FlatTable table)
    {
        var range = StatsTable.Read(table.Table(Stats, "stats"));
        var files = table.Tables(AssociatedFiles, "associated file");
        var calibration = ScoreCalibrationTable.Find(table.Tables(ProcessUnits, "process unit"));
        return new ScoreOutputMetadata
        {
            Name = table.String(Name) ?? "",
            Description = table.String(Description) ?? "",
            Minimum = range?.Minimum ?? 0,
            Maximum = range?.Maximum ?? 0,
            Calibration = calibration is null ? null : calibration with { ParametersFile = AssociatedFileTable.FindScoreCalibration(files) },
            LabelFile = AssociatedFileTable.FindLabels(files),
        };
    }

    internal static int Write(FlatBufferBuilder builder, ImageInputMetadata input)
    {
        var units = input.Mean.Count == 0
            ? 0
            : builder.CreateOffsets([NormalizationTable.Write(builder, input.Mean, input.Std)]);
        var content = ContentTable.WriteImage(builder, input.Size, input.ColorSpace);
        var stats = StatsTable.Write(builder, input.Minimum, input.Maximum);
        return Write(builder, input.Name, input.Description, content, units, stats, files: 0);
    }

    internal static int Write(FlatBufferBuilder builder, ScoreOutputMetadata output)
    {
        var files = new List<int>();
        if (output.LabelFile is { } labels) files.Add(AssociatedFileTable.WriteLabels(builder, labels));
        if (output.Calibration?.ParametersFile is { } parameters) files.Add(AssociatedFileTable.WriteScoreCalibration(builder, parameters));
        var associated = files.Count == 0 ? 0 : builder.CreateOffsets(files);
        var units = output.Calibration is null ? 0 : builder.CreateOffsets([ScoreCalibrationTable.Write(builder, output.Calibration)]);
        var content = ContentTable.WriteFeature(builder);
        var stats = StatsTable.Write(builder, output.Minimum, output.Maximum);
        return Write(builder, output.Name, output.Description, content, units, stats, associated);
    }

    private static int Write(FlatBufferBuilder builder, string name, string description, int content, int units, int stats, int files)
    {
        var nameText = builder.CreateText(name);
        var descriptionText = builder.CreateText(description);
        builder.StartTable(7);
        builder.AddOffset(Name.Slot, nameText, 0);
        builder.AddOffset(Description.Slot, descriptionText, 0);
        builder.AddOffset(Content.Slot, content, 0);
        builder.AddOffset(ProcessUnits.Slot, units, 0);
        builder.AddOffset(Stats.Slot, stats, 0);
        builder.AddOffset(AssociatedFiles.Slot, files, 0);
        return builder.EndTable();
    }
}
