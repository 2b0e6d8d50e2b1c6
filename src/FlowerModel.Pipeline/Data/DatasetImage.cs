using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Data;

/// <summary>Reads images for the stages whose keys contain the images' hashes.</summary>
public static class DatasetImage
{
    /// <summary>
    /// Reads a file once and checks the bytes that were read, so that what a stage decodes is what its key was made of. Hashing the file and
    /// then decoding it by its path would leave time for a change in between.
    /// </summary>
    /// <param name="path">Full path of the image.</param>
    /// <param name="sha256">The hash that the manifest has for it, lower-case hexadecimal digits.</param>
    /// <returns>The whole file.</returns>
    /// <exception cref="ImageChangedException">The file is gone, cannot be read, or has other bytes.</exception>
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

        return Hashing.OfBytes(bytes) == sha256 ? bytes : throw new ImageChangedException(path, "the image was changed while the build ran");
    }
}
