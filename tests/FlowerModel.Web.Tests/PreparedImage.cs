using FlowerModel.Runtime.Images;
using FlowerModel.Testing.Browser;

namespace FlowerModel.Web.Tests;

/// <summary>A photo scaled to a model's input by our own code, so that a client that is given it has nothing left to scale.</summary>
internal static class PreparedImage
{
    /// <summary>Writes it as a BMP, which loses nothing but the fractions of the samples; gives its path back.</summary>
    public static string Write(string photo, int side, string bmp)
    {
        var image = RgbImage.Load(photo);
        var samples = new float[side * side * 3];
        Resampler.Resize(image, CropRectangle.Whole(image), side, side, samples);
        return BitmapFile.Write(Array.ConvertAll(samples, sample => (byte)MathF.Round(sample)), side, side, bmp);
    }
}
