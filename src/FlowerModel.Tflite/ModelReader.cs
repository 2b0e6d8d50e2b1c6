using FlowerModel.Tflite.Flat;
using FlowerModel.Tflite.Tables;

namespace FlowerModel.Tflite;

/// <summary>
/// Reads .tflite files, hostile ones too: every offset, length, index and shape is checked before use. Constants are slices of the
/// file, not copies; everything else takes at most sixteen times the file, and a quarter of a megabyte, of memory.
/// </summary>
public static class ModelReader
{
    /// <summary>The model in <paramref name="file"/>, whose memory the model keeps using: do not change it afterwards.</summary>
    /// <param name="file">The whole file; a zip of associated files behind the model does not disturb.</param>
    /// <exception cref="TfliteFormatException">
    /// The file is no valid model, or uses sparse tensors, custom quantization or constants in other files.
    /// </exception>
    public static Model Read(ReadOnlyMemory<byte> file)
    {
        var flat = new FlatFile(file);
        var model = ModelTable.Read(flat.Root("TFL3"u8, "TensorFlow Lite model"));
        ModelCheck.Verify(model);
        return model with { NotUnderstood = [.. flat.Unknown] };
    }
}
