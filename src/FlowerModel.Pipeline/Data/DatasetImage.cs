using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Data;

/// <summary>Reads images for the stages whose keys contain the images' hashes.</summary>
public static class DatasetImage
{
    /// <summary>
    /// Reads a file once and checks the bytes that were read, so that a stage decodes exactly what its key was computed from. If the file were
    /// hashed and then decoded by its path, it could change in between.
    /// </summary>
    /// <param name="path">Full path of the image.</param>
    /// <param name="sha256">The image's hash in the manifest, in lowercase hexadecimal digits.</param>
    /// <returns>The contents of the file.</returns>
    /// <exception cref="ImageChangedException">The file no longer exists, cannot be read, or has changed.</exception>
    public static byte[] Read(string path, string sha256)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageChangedException(path, $"the image can no longer be read ({error.Message})", error);
        }

        return Hashing.OfBytes(bytes) == sha256 ? bytes : throw new ImageChangedException(path, "the image was changed during the build");
    }
}
