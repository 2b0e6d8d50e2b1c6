using System.Globalization;
using FlowerModel.Distiller.Procedural;
using FlowerModel.Distiller.Procedural.Cutouts;
using FlowerModel.Pipeline.Text;
using FlowerModel.Runtime.Images;

namespace FlowerModel.Distiller.Lessons;

/// <summary>An image that the teacher explains in several views.</summary>
/// <param name="Sha256">Identifies its content; lowercase hexadecimal digits.</param>
internal abstract record TeachingImage(string Sha256)
{
    /// <summary>True if all views are taken of one image, which then has to be loaded only once.</summary>
    public abstract bool IsSameInAllViews { get; }

    /// <summary>Returns the image that a view is taken of.</summary>
    /// <param name="view">Number of the view.</param>
    public abstract RgbImage Load(int view);
}

/// <summary>An image file, the same in all views.</summary>
/// <param name="Sha256">SHA-256 of the file.</param>
/// <param name="Path">Full path of the file.</param>
internal sealed record PhotoFile(string Sha256, string Path) : TeachingImage(Sha256)
{
    /// <inheritdoc/>
    public override bool IsSameInAllViews => true;

    /// <inheritdoc/>
    public override RgbImage Load(int view) => RgbImage.Load(File.ReadAllBytes(Path));
}

/// <summary>Procedural images, another one in each view: drawing one costs less than the teacher's look at it.</summary>
/// <param name="Seed">Seed of the images.</param>
/// <param name="Number">Number of the series.</param>
/// <param name="Photos">Photos whose parts serve as textures.</param>
/// <param name="Cutouts">Cutouts that every second image shows; may be empty.</param>
internal sealed record ProceduralSeries(ulong Seed, int Number, IReadOnlyList<PhotoFile> Photos, CutoutFiles Cutouts)
    : TeachingImage(Hash(Seed, Number, Cutouts))
{
    private const int ViewsPerSeries = 1000;

    /// <inheritdoc/>
    public override bool IsSameInAllViews => false;

    /// <inheritdoc/>
    public override RgbImage Load(int view) => ProceduralImage.Draw(
        Seed,
        (Number * ViewsPerSeries) + view,
        part => Photos[(int)(part * Photos.Count)].Load(0),
        Cutouts.Paths.Count == 0 ? null : part => Cutouts.Load((int)(part * Cutouts.Paths.Count)));

    private static string Hash(ulong seed, int number, CutoutFiles cutouts) =>
        Hashing.OfText(string.Create(CultureInfo.InvariantCulture, $"procedural {seed} {number}{cutouts.Key}"));
}
