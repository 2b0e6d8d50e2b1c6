using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Tflite;

namespace FlowerModel.Tool.Files;

/// <summary>A valid .tflite file that was read.</summary>
/// <param name="Path">The path, as given by the user.</param>
/// <param name="Bytes">The whole file.</param>
/// <param name="Model">The model in it.</param>
/// <param name="Metadata">Its TFLite Metadata; null if missing or invalid.</param>
/// <param name="MetadataProblem">The problem with the metadata or the labels, which does not affect the model itself; null if there is none.</param>
internal sealed record ModelFile(string Path, ReadOnlyMemory<byte> Bytes, Model Model, ModelMetadata? Metadata, string? MetadataProblem)
{
    /// <summary>Reads a model.</summary>
    /// <exception cref="PipelineException">The file is missing, cannot be read, or is not a valid .tflite model.</exception>
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
                Codes.InvalidModel, $"This is not a valid .tflite model: {error.Message}. Download or convert it again.", path, error);
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
        if (Directory.Exists(path)) throw new PipelineException(Codes.ModelNotFound, "This is a folder; specify the .tflite file in it.", path);
        if (!File.Exists(path)) throw new PipelineException(Codes.ModelNotFound, "The model file does not exist; correct its path.", path);
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
