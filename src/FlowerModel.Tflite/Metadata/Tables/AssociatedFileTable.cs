using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Metadata.Tables;

/// <summary>A file in the zip behind the model. Only files with the labels of an output are of interest here.</summary>
internal static class AssociatedFileTable
{
    private const byte TensorAxisLabels = 2;

    private static readonly FlatField Name = new(0, "name");
    private static readonly FlatField Description = new(1, "description");
    private static readonly FlatField Type = new(2, "type");
    private static readonly FlatField Locale = new(3, "locale");

    /// <summary>Name of the first file of labels without a locale (those with one hold translations), null where there is none.</summary>
    internal static string? FindLabels(FlatTable[] files)
    {
        foreach (var file in files)
        {
            if (file.Byte(Type) == TensorAxisLabels && string.IsNullOrEmpty(file.String(Locale))) return file.String(Name);
        }

        return null;
    }

    internal static int WriteLabels(FlatBufferBuilder builder, string name)
    {
        var nameText = builder.CreateText(name);
        var description = builder.CreateText("Labels for categories that the model can recognize.");
        builder.StartTable(5);
        builder.AddOffset(Name.Slot, nameText, 0);
        builder.AddOffset(Description.Slot, description, 0);
        builder.AddByte(Type.Slot, TensorAxisLabels, 0);
        return builder.EndTable();
    }
}
