using Xunit;

namespace FlowerModel.Testing;

/// <summary>
/// The reference data next to the repository (<c>../shared</c>): real photos, bases, .tflite files and cases.
/// It is not part of the product, so a test that needs it is skipped if it is missing, or fails if <c>CI=true</c>.
/// </summary>
public static class ReferenceData
{
    /// <summary>Root of the checkout: the nearest parent folder that contains FlowerModel.Build.sln.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>Folder of 2,000 flower photos, 400 in each of five class folders.</summary>
    public static string FlowerPhotos => Require("data/flower_photos");

    /// <summary>Path of a Keras weights file, for example <c>mobilenet_v2_1.0_224_no_top.h5</c>.</summary>
    public static string Weights(string name) => Require("data/weights/" + name);

    /// <summary>Path of a .tflite file written by Google's converters.</summary>
    public static string Tflite(string name) => Require("data/tflite/" + name);

    /// <summary>Folder of small files made after other people's bug reports (<c>../shared/cases</c>).</summary>
    public static string Cases => Require("cases");

    /// <summary>Path of a file in <see cref="Cases"/>.</summary>
    public static string Case(string name) => Require("cases/" + name);

    /// <summary>Folder of the programs that run real TensorFlow Lite runtimes.</summary>
    public static string Oracle => Require("oracle");

    /// <summary>True if a missing prerequisite is a failure rather than a reason to skip.</summary>
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
        SkipUnless(File.Exists(path) || Directory.Exists(path), $"the reference data {relative} is not next to the repository");
        return path;
    }

    private static string FindRepositoryRoot()
    {
        // CallerFilePath does not work in deterministic builds, and the artifacts may be elsewhere: FLOWERMODEL_REPOSITORY names the checkout if the
        // test binaries are not below it.
        if (Environment.GetEnvironmentVariable("FLOWERMODEL_REPOSITORY") is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FlowerModel.Build.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("FlowerModel.Build.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
