using System.Collections.Concurrent;
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

/// <summary>The thumbnails of a page, each decoded once.</summary>
internal sealed class Gallery
{
    private readonly ConcurrentDictionary<string, Thumbnail> thumbnails = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Exhibit, ActivationMap> maps = new();

    /// <summary>True if the network allows activation maps.</summary>
    public bool HasMaps { get; private init; }

    /// <summary>Decodes the images and computes the maps.</summary>
    /// <param name="manifest">Where the images lie.</param>
    /// <param name="float32">The float32 model.</param>
    /// <param name="exhibits">The images.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="ImageChangedException">An image is no longer what the manifest says.</exception>
    public static Gallery Open(Manifest manifest, ReadOnlyMemory<byte> float32, IEnumerable<Exhibit> exhibits, CancellationToken cancellation)
    {
        using var classifier = ImageClassifier.Load(float32);
        var entries = manifest.Entries.ToLookup(entry => entry.Sha256, StringComparer.Ordinal);
        var gallery = new Gallery { HasMaps = classifier.CanExplain };
        var images = exhibits.Distinct().GroupBy(exhibit => exhibit.Sha256, StringComparer.Ordinal).ToArray();
        ImageLoop.Run(images.Length, Show, cancellation);
        return gallery;

        void Show(int index)
        {
            var entry = entries[images[index].Key].First();
            RgbImage image;
            try
            {
                image = RgbImage.Load(DatasetImage.Read(manifest.FullPath(entry), entry.Sha256));
            }
            catch (ImageFormatException)
            {
                return; // The page says that it cannot be read.
            }

            gallery.thumbnails[entry.Sha256] = Thumbnail.Of(image);
            if (!gallery.HasMaps || images[index].All(exhibit => exhibit.Answer is null)) return;
            var explanation = classifier.Explain(image);
            foreach (var exhibit in images[index])
            {
                if (exhibit.Answer is { } answer) gallery.maps[exhibit] = explanation.Map(answer);
            }
        }
    }

    /// <summary>Returns the thumbnail of an image; null if it cannot be read.</summary>
    public Thumbnail? ThumbnailOf(string sha256) => thumbnails.GetValueOrDefault(sha256);

    /// <summary>Returns the map of an image; null if there is none.</summary>
    public ActivationMap? MapOf(Exhibit exhibit) => maps.GetValueOrDefault(exhibit);
}
