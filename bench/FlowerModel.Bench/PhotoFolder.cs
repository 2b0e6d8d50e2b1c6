using System.Security.Cryptography;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Bench;

/// <summary>Photos in one folder per class, split into a training and a validation subset.</summary>
internal sealed record PhotoFolder(
    IReadOnlyList<string> Classes,
    IReadOnlyList<ImageSource> Images,
    IReadOnlyList<FeatureSample> Training,
    IReadOnlyList<FeatureSample> Validation)
{
    /// <summary>Splits like Keras' <c>validation_split=0.2</c>: the first fifth of each class, sorted by name, is the validation subset.</summary>
    public static PhotoFolder Open(string path, int perClass) => OpenFolds(path, perClass, folds: 5)[0];

    /// <summary>
    /// Cross-validation: the photos of each class, sorted by name, are divided into one part per fold, and each part is the validation subset
    /// of one fold. The first of five folds equals <see cref="Open"/>.
    /// </summary>
    public static IReadOnlyList<PhotoFolder> OpenFolds(string path, int perClass, int folds)
    {
        string[] classes = [.. Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];
        var photos = classes.SelectMany((name, label) => OfClass(Path.Combine(path, name), label, perClass, folds)).ToArray();
        ImageSource[] images = [.. photos.Select(photo => photo.Image)];
        return
        [
            .. Enumerable.Range(0, folds).Select(fold => new PhotoFolder(
                classes,
                images,
                [.. photos.Where(photo => photo.Fold != fold).Select(photo => photo.Sample)],
                [.. photos.Where(photo => photo.Fold == fold).Select(photo => photo.Sample)])),
        ];
    }

    private static IEnumerable<Photo> OfClass(string folder, int label, int perClass, int folds)
    {
        string[] files = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Take(perClass)];
        for (var fold = 0; fold < folds; fold++)
        {
            foreach (var file in files[(files.Length * fold / folds)..(files.Length * (fold + 1) / folds)])
            {
                using var stream = File.OpenRead(file);
                var sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
                yield return new Photo(new ImageSource(sha256, file), new FeatureSample(sha256, label), fold);
            }
        }
    }

    private sealed record Photo(ImageSource Image, FeatureSample Sample, int Fold);
}
