using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.FakeTrainer;

/// <summary>Stored features: one file per image, which is written where it is missing and read where it exists.</summary>
internal static class FakeFeatures
{
    /// <summary>Writes the missing files.</summary>
    /// <returns>Number of images that would have gone through the base: those whose features neither the folder nor a packed file has.</returns>
    public static int Extract(TrainerRequest request, bool other)
    {
        if (request.FeaturesDirectory.Length == 0) return 0;
        var missing = Images(request).Where(image => !File.Exists(PathOf(request, image))).ToArray();
        var packed = request.PackedFeatures.Keys.SelectMany(File.ReadAllLines).ToHashSet(StringComparer.Ordinal);
        foreach (var image in missing) AtomicFile.WriteText(PathOf(request, image), other ? "other activations" : "activations");
        return missing.Count(image => !packed.Contains(image));
    }

    /// <summary>Returns the distinct contents of the files of all images.</summary>
    public static string Read(TrainerRequest request) => string.Join(
        ", ", Images(request).Select(image => File.ReadAllText(PathOf(request, image))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>Writes the list of images whose features the packed file stands for.</summary>
    public static void Pack(TrainerRequest request) =>
        File.WriteAllLines(Path.Combine(request.OutputDirectory, FeatureIndex.PackName), Images(request));

    private static IEnumerable<string> Images(TrainerRequest request) =>
        Manifest.FromJson(File.ReadAllText(request.Manifest!)).WithoutTest().Entries
            .Select(entry => entry.Sha256).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string PathOf(TrainerRequest request, string image) => Path.Combine(request.FeaturesDirectory, image + ".txt");
}
