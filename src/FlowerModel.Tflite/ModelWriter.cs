using FlowerModel.Tflite.Tables;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Writes .tflite files.</summary>
public static class ModelWriter
{
    /// <summary>
    /// Returns the file of a model: identifier TFL3, schema version 3, empty buffer 0, constants aligned to 16 bytes. The same model always
    /// gives the same bytes.
    /// </summary>
    /// <exception cref="TfliteFormatException">The model is inconsistent: an index, a shape or a quantization is invalid.</exception>
    /// <exception cref="NotSupportedException">
    /// An operator has <see cref="UnsupportedOptions"/>, or the model was read from a file with parts that would be lost
    /// (<see cref="Model.NotUnderstood"/>).
    /// </exception>
    public static byte[] Write(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelCheck.Verify(model);
        if (model.NotUnderstood.Count > 0)
        {
            throw new NotSupportedException(
                $"writing the model would drop parts that this library does not support: {string.Join(", ", model.NotUnderstood)}");
        }

        var builder = new FlatBufferBuilder(1 << 16);
        builder.Finish(ModelTable.Write(builder, model), "TFL3");
        return builder.SizedByteArray();
    }
}
