using System.Diagnostics;
using FlowerModel.Conversion.Evaluation;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Runtime;

namespace FlowerModel.Bench;

/// <summary>One training through the whole pipeline, as a build runs it, on all photos but those of a fold, and its figures on these.</summary>
/// <param name="Accuracy">Fraction of the fold's photos that the written .tflite classifies correctly.</param>
/// <param name="Int8Accuracy">The same for the int8 model; null if none was written.</param>
/// <param name="Known">Fraction of the fold's photos whose answer is known.</param>
/// <param name="Rejected">Fraction of the foreign photos whose answer is unknown; NaN without such photos.</param>
/// <param name="Seconds">Seconds of all stages; features that an earlier fold stored are reused.</param>
internal sealed record RecipeFold(double Accuracy, double? Int8Accuracy, double Known, double Rejected, double Seconds)
{
    private const double LeastScore = 1e-6; // a score of 0 would make the mean infinite

    /// <summary>The score of each answer on the fold's photos, and whether the answer is correct.</summary>
    internal IReadOnlyList<(double Score, bool IsCorrect)> Answers { get; private init; } = [];

    /// <summary>
    /// Mean of the negative logarithms of the correct classes' scores. It tells recipes apart with fewer photos than accuracy, because every answer counts, and
    /// not only those that change.
    /// </summary>
    internal double LogLoss { get; private init; }

    /// <summary>Trains and measures.</summary>
    /// <param name="metadata">The metadata of the item, without <c>Dataset</c>.</param>
    /// <param name="photos">Photos to train and validate on (<see cref="PhotoFolder.Training"/>) and to test on.</param>
    /// <param name="foreign">Photos that belong to no class.</param>
    /// <param name="work">Folder for cache and results.</param>
    public static RecipeFold Run(IReadOnlyDictionary<string, string> metadata, PhotoFolder photos, IReadOnlyList<string> foreign, string work)
    {
        var state = Directory.CreateDirectory(Path.Combine(work, "state")).FullName;
        var paths = photos.Images.DistinctBy(image => image.Sha256).ToDictionary(image => image.Sha256, image => image.Path);
        LinkTrainingPhotos(Path.Combine(work, "photos"), photos, paths);
        var (settings, faults) = ModelSettingsParser.Parse("Photos", metadata.Append(new("Dataset", "photos")).ToDictionary());
        if (faults.Count > 0) throw new ArgumentException(faults[0].Text);
        var folders = new CacheFolders(Path.Combine(work, "cache"));
        var clock = Stopwatch.StartNew();
        var context = new PipelineContext
        {
            ProjectDirectory = work,
            SdkVersion = "1.0.0",
            StateDirectory = state,
            Folders = folders,
            OpenStore = (hashes, damaged) => new LocalArtifactStore(folders, hashes, damaged),
            WeightsPackages = PathIn,
            Trainer = () => new TrainerLocation("dotnet", Path.Combine(AppContext.BaseDirectory, "FlowerModel.Trainer.dll")),
            Log = new ErrorLog(),
        };
        ModelPipeline.Run(settings, context);
        var seconds = clock.Elapsed.TotalSeconds;
        var output = Directory.CreateDirectory(Path.Combine(work, "out")).FullName;
        ModelPipeline.CopyResults(settings, context, output);
        var first = Measure(Path.Combine(output, "Photos.tflite"), photos, paths);
        var int8 = settings.Quantization.Count > 1 ? Measure(Path.Combine(output, "Photos.int8.tflite"), photos, paths).Accuracy : (double?)null;
        using var classifier = ImageClassifier.Load(Path.Combine(output, "Photos.tflite"));
        var rejected = foreign.Count == 0 ? double.NaN : foreign.AsParallel().Average(path => classifier.Classify(path).IsKnown ? 0.0 : 1.0);
        return first with { Int8Accuracy = int8, Rejected = rejected, Seconds = seconds };
    }

    /// <summary>The weights in NuGet's packages folder, where a build of the tests or of a project with such a base restores them.</summary>
    private static string PathIn(WeightsPackage package)
    {
        var profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(profile, ".nuget", "packages");
        return Path.Combine(folder, package.Id.ToLowerInvariant(), package.Version, package.NetworkPath);
    }

    private static void LinkTrainingPhotos(string folder, PhotoFolder photos, Dictionary<string, string> paths)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        foreach (var name in photos.Classes) Directory.CreateDirectory(Path.Combine(folder, name));
        foreach (var sample in photos.Training)
        {
            var path = paths[sample.ImageSha256];
            File.CreateSymbolicLink(Path.Combine(folder, photos.Classes[sample.Label], Path.GetFileName(path)), path);
        }
    }

    private static RecipeFold Measure(string model, PhotoFolder photos, Dictionary<string, string> paths)
    {
        using var classifier = ImageClassifier.Load(model);
        var answers = photos.Validation.AsParallel().AsOrdered()
            .Select(sample => (Answer: classifier.Classify(paths[sample.ImageSha256]), Label: photos.Classes[sample.Label])).ToArray();
        return new RecipeFold(
            answers.Average(pair => pair.Answer.Label == pair.Label ? 1.0 : 0.0),
            null,
            answers.Average(pair => pair.Answer.IsKnown ? 1.0 : 0.0),
            double.NaN,
            0)
        {
            Answers = [.. answers.Select(pair => ((double)pair.Answer.Score, pair.Answer.Label == pair.Label))],
            LogLoss = answers.Average(pair => -Math.Log(Math.Max(LeastScore, ScoreOf(pair.Label, pair.Answer)))),
        };
    }

    private static double ScoreOf(string label, Classification answer) =>
        answer.Top(answer.Scores.Count).Single(candidate => candidate.Label == label).Score;

    private sealed class ErrorLog : IPipelineLog
    {
        public void Report(Diagnostic diagnostic) => Console.Error.WriteLine($"{diagnostic.Code} {diagnostic.File}: {diagnostic.Text}");

        public void Progress(string text) => Console.Error.WriteLine(text);

        public void Status(string text)
        {
        }

        public void Conclude(string text) => Progress(text);

        public void Detail(string code, string text)
        {
        }
    }
}
