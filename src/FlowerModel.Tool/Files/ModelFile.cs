using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Tflite;

namespace FlowerModel.Tool.Files;

/// <summary>A .tflite file that was read and found sound.</summary>
/// <param name="Path">As the user named it.</param>
/// <param name="Bytes">The whole file.</param>
/// <param name="Model">The model in it.</param>
/// <param name="Metadata">Its TFLite Metadata; null where there is none or it is broken.</param>
/// <param name="MetadataProblem">What is wrong with the metadata or the labels, which leaves the model as sound as it is; else null.</param>
internal sealed record ModelFile(string Path, ReadOnlyMemory<byte> Bytes, Model Model, ModelMetadata? Metadata, string? MetadataProblem)
{
    /// <summary>Reads a model.</summary>
    /// <exception cref="PipelineException">The file is missing or cannot be read, or is no sound .tflite model.</exception>
    public static ModelFile Read(string path)
    {
        var bytes = ReadBytes(path);
        try
        {
            var model = ModelReader.Read(bytes);
            var metadata = ReadMetadata(model, bytes, out var problem);
            return new ModelFile(path, bytes, model, metadata, problem);
        }
        catch (TfliteFormatException error)
        {
            throw new PipelineException(
                Codes.InvalidModel, $"This is no sound .tflite model: {error.Message}. Fetch or convert it again.", path, error);
        }
    }

    private static ModelMetadata? ReadMetadata(Model model, byte[] bytes, out string? problem)
    {
        problem = null;
        try
        {
            return MetadataReader.Read(model, bytes);
        }
        catch (TfliteFormatException error)
        {
            problem = error.Message;
            return null;
        }
    }

    private static byte[] ReadBytes(string path)
    {
        if (Directory.Exists(path)) throw new PipelineException(Codes.ModelNotFound, "This is a folder; name the .tflite file in it.", path);
        if (!File.Exists(path)) throw new PipelineException(Codes.ModelNotFound, "There is no such file; correct the path of the model.", path);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException(Codes.ModelNotFound, $"The model cannot be read: {error.Message}", path, error);
        }
    }
}
