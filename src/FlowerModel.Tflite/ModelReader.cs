using FlowerModel.Tflite.Flat;
using FlowerModel.Tflite.Tables;

namespace FlowerModel.Tflite;

/// <summary>
/// Reads .tflite files, including untrusted ones: every offset, length, index and shape is checked before use. Constants are slices of
/// the file, not copies; everything else takes at most sixteen times the size of the file plus a quarter of a megabyte of memory.
/// </summary>
public static class ModelReader
{
    /// <summary>Reads a model. The model keeps using the memory of <paramref name="file"/>, so do not change it afterwards.</summary>
    /// <param name="file">The complete file. A zip of associated files that is appended to the model is ignored.</param>
    /// <exception cref="TfliteFormatException">
    /// The file is not a valid model, or it uses sparse tensors, custom quantization or constants in other files.
    /// </exception>
    public static Model Read(ReadOnlyMemory<byte> file)
    {
        var flat = new FlatFile(file);
        var model = ModelTable.Read(flat.Root("TFL3"u8, "TensorFlow Lite model"));
        ModelCheck.Verify(model);
        return model with { NotUnderstood = [.. flat.Unknown] };
    }
}
