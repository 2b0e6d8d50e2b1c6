using FlowerModel.Runtime.Images;
using FlowerModel.Testing.Browser;

namespace FlowerModel.Web.Tests;

/// <summary>A photo that our code scaled to the input size of a model, so that a client does not have to scale it.</summary>
internal static class PreparedImage
{
    /// <summary>Writes the photo as a BMP, which loses only the fractions of the samples, and returns the path of the file.</summary>
    public static string Write(string photo, int side, string bmp)
    {
        var image = RgbImage.Load(photo);
        var samples = new float[side * side * 3];
        Resampler.Resize(image, CropRectangle.Whole(image), side, side, samples);
        return BitmapFile.Write(Array.ConvertAll(samples, sample => (byte)MathF.Round(sample)), side, side, bmp);
    }
}
