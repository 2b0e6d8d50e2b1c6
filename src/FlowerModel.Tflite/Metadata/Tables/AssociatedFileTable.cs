using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Metadata.Tables;

/// <summary>A file in the zip appended to the model. Only those of an output are used: its labels and the parameters of its calibration.</summary>
internal static class AssociatedFileTable
{
    private const byte TensorAxisLabels = 2;
    private const byte TensorAxisScoreCalibration = 4;

    private static readonly FlatField Name = new(0, "name");
    private static readonly FlatField Description = new(1, "description");
    private static readonly FlatField Type = new(2, "type");
    private static readonly FlatField Locale = new(3, "locale");

    /// <summary>Returns the name of the first label file without a locale (those with a locale contain translations), or null.</summary>
    internal static string? FindLabels(FlatTable[] files) => Find(files, TensorAxisLabels);

    /// <summary>Returns the name of the first file with calibration parameters, or null.</summary>
    internal static string? FindScoreCalibration(FlatTable[] files) => Find(files, TensorAxisScoreCalibration);

    internal static int WriteLabels(FlatBufferBuilder builder, string name) =>
        Write(builder, name, "Labels for categories that the model can recognize.", TensorAxisLabels);

    internal static int WriteScoreCalibration(FlatBufferBuilder builder, string name) =>
        Write(builder, name, "Parameters of the calibration of scores, a line a label.", TensorAxisScoreCalibration);

    private static string? Find(FlatTable[] files, byte type)
    {
        foreach (var file in files)
        {
            if (file.Byte(Type) == type && string.IsNullOrEmpty(file.String(Locale))) return file.String(Name);
        }

        return null;
    }

    private static int Write(FlatBufferBuilder builder, string name, string text, byte type)
    {
        var nameText = builder.CreateText(name);
        var description = builder.CreateText(text);
        builder.StartTable(5);
        builder.AddOffset(Name.Slot, nameText, 0);
        builder.AddOffset(Description.Slot, description, 0);
        builder.AddByte(Type.Slot, type, 0);
        return builder.EndTable();
    }
}
