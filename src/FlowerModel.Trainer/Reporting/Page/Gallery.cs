using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Data;
using FlowerModel.Runtime;
using FlowerModel.Runtime.Images;
using FlowerModel.Trainer.Reporting.Analysis;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>An image to show.</summary>
/// <param name="Sha256">Hash of the image.</param>
/// <param name="Answer">Index of the class whose activation map is shown over it; null for no map.</param>
internal readonly record struct Exhibit(string Sha256, int? Answer = null);

/// <summary>The previews of a page, each computed once.</summary>
internal sealed class Gallery
{
    private readonly KeptPreviews previews;

    /// <summary>Creates a gallery.</summary>
    /// <param name="previews">The previews.</param>
    public Gallery(KeptPreviews previews) => this.previews = previews;

    /// <summary>True if the network allows activation maps.</summary>
    public bool HasMaps => previews.HasMaps == true;

    /// <summary>Decodes the images and computes the maps that are not kept.</summary>
    /// <param name="manifest">Where the images lie.</param>
    /// <param name="float32">The float32 model.</param>
    /// <param name="exhibits">The images.</param>
    /// <param name="kept">The previews of earlier pages; those of this one are added.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="ImageChangedException">An image is no longer what the manifest says.</exception>
    public static Gallery Open(
        Manifest manifest, ReadOnlyMemory<byte> float32, IEnumerable<Exhibit> exhibits, KeptPreviews kept, CancellationToken cancellation)
    {
        var missing = exhibits.Distinct().GroupBy(exhibit => exhibit.Sha256, StringComparer.Ordinal).Where(image => !kept.Contains(image)).ToArray();
        if (kept.HasMaps is not null && missing.Length == 0) return new Gallery(kept);
        using var classifier = ImageClassifier.Load(float32);
        var entries = manifest.Entries.ToLookup(entry => entry.Sha256, StringComparer.Ordinal);
        kept.HasMaps = classifier.CanExplain;
        ImageLoop.Run(missing.Length, Show, cancellation);
        kept.Save();
        return new Gallery(kept);

        void Show(int index)
        {
            var entry = entries[missing[index].Key].First();
            RgbImage image;
            try
            {
                image = RgbImage.Load(DatasetImage.Read(manifest.FullPath(entry), entry.Sha256));
            }
            catch (ImageFormatException)
            {
                return; // The page says that it cannot be read.
            }

            var answers = missing[index].Select(exhibit => exhibit.Answer).OfType<int>().ToArray();
            var explanation = classifier.CanExplain && answers.Length > 0 ? classifier.Explain(image) : null;
            kept.Add(entry.Sha256, Thumbnail.Of(image), answers.Select(answer => (answer, explanation?.Map(answer))));
        }
    }

    /// <summary>Returns the thumbnail of an image; null if it cannot be read.</summary>
    public Thumbnail? ThumbnailOf(string sha256) => previews.Find(sha256)?.Thumbnail;

    /// <summary>Returns the map of an image; null if there is none.</summary>
    public MapLevels? MapOf(Exhibit exhibit) =>
        exhibit.Answer is { } answer ? previews.Find(exhibit.Sha256)?.Maps.GetValueOrDefault(answer) : null;
}
