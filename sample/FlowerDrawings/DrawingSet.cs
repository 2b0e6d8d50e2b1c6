using System.Globalization;
using FlowerDrawings.Flowers;
using FlowerDrawings.Geometry;
using FlowerDrawings.Scene;
using SkiaSharp;

namespace FlowerDrawings;

/// <summary>A data set: one folder per class, with images numbered from 001.</summary>
/// <param name="Count">The number of images per class.</param>
/// <param name="Seed">The seed of the set. An image depends only on the seed, its class and its number, not on the number of images.</param>
/// <param name="Size">The width and height of an image, in pixels.</param>
internal sealed record DrawingSet(int Count, int Seed, int Size)
{
    /// <summary>The JPEG quality: high enough to show petals, low enough to keep the repository small.</summary>
    private const int Quality = 80;

    /// <summary>Returns everything that is decided about an image before it is painted.</summary>
    public Composition Compose(Species species, int number) => Composition.Choose(species, Dice.For(Seed, species.ClassName, number));

    /// <summary>Draws an image.</summary>
    public SKBitmap Draw(Species species, int number) => Image.Draw(species, Compose(species, number), Size);

    /// <summary>Writes all images as <c>CLASS/NNN.jpg</c> under <paramref name="folder"/>; returns their total size in bytes.</summary>
    public long Write(string folder)
    {
        var bytes = 0L;
        foreach (var species in Species.All)
        {
            var classFolder = Directory.CreateDirectory(Path.Combine(folder, species.ClassName)).FullName;
            for (var number = 1; number <= Count; number++)
            {
                using var image = Draw(species, number);
                using var jpeg = image.Encode(SKEncodedImageFormat.Jpeg, Quality);
                var path = Path.Combine(classFolder, number.ToString("000", CultureInfo.InvariantCulture) + ".jpg");
                using var file = File.Create(path);
                jpeg.SaveTo(file);
                bytes += jpeg.Size;
            }
        }

        return bytes;
    }
}
