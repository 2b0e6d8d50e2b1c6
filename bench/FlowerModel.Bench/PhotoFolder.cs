using System.Security.Cryptography;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Bench;

/// <summary>
/// Photos in one folder a class, split as Keras' <c>validation_split=0.2</c>: the first fifth of each class, sorted by name, validates.
/// </summary>
internal sealed record PhotoFolder(
    IReadOnlyList<string> Classes,
    IReadOnlyList<PictureSource> Pictures,
    IReadOnlyList<FeatureSample> Training,
    IReadOnlyList<FeatureSample> Validation)
{
    public static PhotoFolder Open(string path, int perClass)
    {
        var folders = Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)!);
        string[] classes = [.. folders.Order(StringComparer.Ordinal)];
        List<PictureSource> pictures = [];
        List<FeatureSample> training = [], validation = [];
        for (var label = 0; label < classes.Length; label++)
        {
            string[] files = [.. Directory.EnumerateFiles(Path.Combine(path, classes[label])).Order(StringComparer.Ordinal).Take(perClass)];
            for (var i = 0; i < files.Length; i++)
            {
                using var stream = File.OpenRead(files[i]);
                var sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
                pictures.Add(new PictureSource(sha256, files[i]));
                (i < files.Length / 5 ? validation : training).Add(new FeatureSample(sha256, label));
            }
        }

        return new PhotoFolder(classes, pictures, training, validation);
    }
}
