using System.Reflection;
using FlowerModel.Runtime;
using FlowerModel.Testing;
using FlowerModel.Testing.Browser;
using FlowerModel.Web.Tests;

// Trained once for all tests that open the page.
[assembly: AssemblyFixture(typeof(TrainedSample))]

namespace FlowerModel.Web.Tests;

/// <summary>The sample, built as a user builds it but with photos as its dataset, and photos that it was not trained on.</summary>
public sealed class TrainedSample : IDisposable
{
    private const int PhotosPerClass = 60;

    private readonly TemporaryFolder folder = new();
    private readonly Lazy<string> program;

    public TrainedSample() => program = new Lazy<string>(Build);

    /// <summary>Path of FlowerWeb.dll.</summary>
    public string Program => program.Value;

    /// <summary>Path of a model that the build wrote: Flowers (float32) or Flowers.int8.</summary>
    public string Model(string name) => Path.Combine(Path.GetDirectoryName(Program)!, name + ".tflite");

    /// <summary>Path of a report that the build wrote to the intermediate folder.</summary>
    public string Report(string name)
    {
        _ = Program; // Builds the sample.
        return Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerWeb", "obj", Configuration, "net10.0", "FlowerModel", "Flowers", name);
    }

    /// <summary>Publishes the built sample.</summary>
    /// <returns>The published folder, outside the repository.</returns>
    public string Publish()
    {
        var project = Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerWeb");
        _ = Program; // Builds the sample before it is published.
        var (exitCode, output) = CommandLine.Run(
            project, Environment, ["publish", "--no-build", "-c", Configuration, "-o", folder["published"], "-tl:off", .. Properties]);
        Assert.True(exitCode == 0, output);
        return folder["published"];
    }

    /// <summary>Publishes <c>sample/FlowerBlazor</c>, which has the same models.</summary>
    /// <returns>The folder of the page, outside the repository.</returns>
    public string PublishBlazor()
    {
        var project = Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerBlazor");
        _ = Program; // Trains the models.
        var (exitCode, output) = CommandLine.Run(
            project, Environment, ["publish", "-c", Configuration, "-o", folder["blazor"], "-warnaserror", "-tl:off", .. Properties]);
        Assert.True(exitCode == 0, output);
        return folder["blazor", "wwwroot"];
    }

    /// <summary>Photos that the model was trained on.</summary>
    public static IReadOnlyList<string> TrainingPhotos(int perClass) =>
        [.. from label in Classes from photo in Photos(label).Take(Math.Min(perClass, PhotosPerClass)) select photo];

    /// <summary>For each class, the first photo that the model was not trained on and that it classifies correctly with a score of at least 0.8.</summary>
    public static IReadOnlyList<LabeledPhoto> UnseenPhotos(ImageClassifier classifier) =>
        [.. from label in classifier.Labels
            select Photos(label).Skip(PhotosPerClass).Select(path => new LabeledPhoto(label, path))
                .First(photo => classifier.Classify(photo.Path) is { Score: >= 0.8f } answer && answer.Label == label)];

    public void Dispose() => folder.Dispose();

    private static string Configuration =>
        typeof(TrainedSample).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(entry => entry.Key == "Configuration").Value!;

    private Dictionary<string, string> Environment => new() { ["FlowerModelCacheDirectory"] = folder["cache"] };

    /// <summary>Builds only the sample. The libraries are already built, and other test processes may be using them.</summary>
    private string[] Properties => ["-p:FlowerDataset=" + folder["photos"], "-p:BuildProjectReferences=false"];

    private static IEnumerable<string> Classes =>
        Directory.GetDirectories(ReferenceData.FlowerPhotos).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Photos(string label) =>
        Directory.EnumerateFiles(Path.Combine(ReferenceData.FlowerPhotos, label)).Order(StringComparer.Ordinal);

    private string Build()
    {
        foreach (var label in Classes)
        {
            Directory.CreateDirectory(folder["photos", label]);
            foreach (var photo in Photos(label).Take(PhotosPerClass)) File.Copy(photo, folder["photos", label, Path.GetFileName(photo)]);
        }

        return FlowerWebProgram.Build(Configuration, Environment, Properties);
    }
}

/// <summary>A photo and its label.</summary>
public sealed record LabeledPhoto(string Label, string Path);
