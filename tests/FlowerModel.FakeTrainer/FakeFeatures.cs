using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.FakeTrainer;

/// <summary>Stored features: one file for all images, which is written where it is missing and read where it exists.</summary>
internal static class FakeFeatures
{
    /// <summary>Writes the file if it is missing.</summary>
    /// <returns>True if it was written.</returns>
    public static bool Extract(TrainerRequest request, bool other)
    {
        if (request.FeaturesDirectory.Length == 0 || File.Exists(PathOf(request))) return false;
        if (IsCovered(request))
        {
            AtomicFile.WriteText(PathOf(request), "activations");
            return false;
        }

        AtomicFile.WriteText(PathOf(request), other ? "other activations" : "activations");
        return true;
    }

    /// <summary>Returns the content of the file.</summary>
    public static string Read(TrainerRequest request) => File.ReadAllText(PathOf(request));

    /// <summary>Writes the list of images whose features the packed file stands for.</summary>
    public static void Pack(TrainerRequest request) =>
        File.WriteAllLines(Path.Combine(request.OutputDirectory, FeatureIndex.PackName), Images(request));

    // True if packed files of other machines contain every image.
    private static bool IsCovered(TrainerRequest request) => request.PackedFeatures.Count > 0
        && !Images(request).Except(request.PackedFeatures.Keys.SelectMany(File.ReadAllLines), StringComparer.Ordinal).Any();

    private static IEnumerable<string> Images(TrainerRequest request) =>
        Manifest.FromJson(File.ReadAllText(request.Manifest!)).Entries.Select(entry => entry.Sha256).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string PathOf(TrainerRequest request) => Path.Combine(
        request.FeaturesDirectory, Manifest.FromJson(File.ReadAllText(request.Manifest!)).ImagesHash() + ".txt");
}
