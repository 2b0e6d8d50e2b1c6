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
        AtomicFile.WriteText(PathOf(request), other ? "other activations" : "activations");
        return true;
    }

    /// <summary>Returns the content of the file.</summary>
    public static string Read(TrainerRequest request) => File.ReadAllText(PathOf(request));

    private static string PathOf(TrainerRequest request) => Path.Combine(
        request.FeaturesDirectory, Manifest.FromJson(File.ReadAllText(request.Manifest!)).ImagesHash() + ".txt");
}
