using Xunit;

namespace FlowerModel.Testing;

/// <summary>
/// The reference data beside the repository (<c>../shared/data</c>): real photos, bases and .tflite files.
/// None of it belongs to the product, so a test that needs it skips where it is missing; where <c>CI=true</c> it fails instead.
/// </summary>
public static class ReferenceData
{
    /// <summary>Root of the checkout: the nearest folder upwards that holds FlowerModel.Build.sln.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>2,000 flower photos, 400 in each of five class folders.</summary>
    public static string FlowerPhotos => Require("data/flower_photos");

    /// <summary>A Keras weights file, for example <c>mobilenet_v2_1.0_224_no_top.h5</c>.</summary>
    public static string Weights(string name) => Require("data/weights/" + name);

    /// <summary>A .tflite file written by Google's converters.</summary>
    public static string Tflite(string name) => Require("data/tflite/" + name);

    /// <summary>Folder of the programs that run real TensorFlow Lite runtimes.</summary>
    public static string Oracle => Require("oracle");

    /// <summary>True where a missing prerequisite is a failure and not a reason to skip.</summary>
    public static bool IsContinuousIntegration =>
        string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Skips the running test with <paramref name="reason"/>, or fails it in continuous integration.</summary>
    public static void SkipUnless(bool condition, string reason)
    {
        if (condition) return;
        if (IsContinuousIntegration) Assert.Fail(reason + " (in continuous integration nothing is skipped)");
        Assert.Skip(reason);
    }

    private static string Require(string relative)
    {
        var path = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", relative));
        SkipUnless(File.Exists(path) || Directory.Exists(path), $"reference data {relative} is not beside the repository");
        return path;
    }

    private static string FindRepositoryRoot()
    {
        // The compiler's path of this file would break deterministic builds, and the artifacts may lie elsewhere:
        // FLOWERMODEL_REPOSITORY names the checkout where the test binaries are not under it.
        if (Environment.GetEnvironmentVariable("FLOWERMODEL_REPOSITORY") is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FlowerModel.Build.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("FlowerModel.Build.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
