using System.Collections.Concurrent;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Testing;

namespace FlowerModel.Trainer.Tests.Golden;

/// <summary>Runs stages on the fixed inputs with the real trainer as a process, and hashes everything that they write.</summary>
public sealed class GoldenRuns : IDisposable
{
    /// <summary>Suffix of the rows of kept activations.</summary>
    internal const string KeptActivations = "kept-activations";

    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<GoldenRow>> made = new(StringComparer.Ordinal);

    /// <summary>Writes the inputs.</summary>
    public GoldenRuns() => GoldenWorkspace.Fill(folder.FullName);

    /// <summary>The artifacts of all cases of a stage, sorted and computed once.</summary>
    internal IReadOnlyList<GoldenRow> Made(GoldenStage stage) => made.GetOrAdd(stage.Name, _ => Run(stage, new Dictionary<string, string>()));

    /// <summary>Runs all cases of a stage and returns their artifacts, sorted.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="environment">Environment variables of the trainer's process.</param>
    /// <param name="machine">What the trainer must report about threads and vectors when it trains.</param>
    internal IReadOnlyList<GoldenRow> Run(GoldenStage stage, IReadOnlyDictionary<string, string> environment, string machine = "") =>
    [
        .. GoldenCase.All.Where(golden => golden.Stage == stage.Name)
            .SelectMany(golden => Run(golden, stage.Version, environment, machine))
            .OrderBy(row => row.Artifact, StringComparer.Ordinal),
    ];

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    private List<GoldenRow> Run(GoldenCase golden, int version, IReadOnlyDictionary<string, string> environment, string machine)
    {
        var work = Directory.CreateTempSubdirectory("flowermodel-golden-").FullName;
        try
        {
            var request = Request(golden, work);
            var requestFile = Path.Combine(work, "request.json");
            File.WriteAllText(requestFile, request.ToJson());
            var trainer = Path.Combine(AppContext.BaseDirectory, "FlowerModel.Trainer.dll");
            var (exitCode, output) = CommandLine.Run(work, environment, "exec", trainer, golden.Stage, requestFile);
            Assert.True(exitCode == 0, $"{golden.Stage} {golden.Name}:\n{output}");
            // A wrong variable would be ignored silently.
            if (golden.Settings is TrainSettings or FineTuneSettings { Epochs: > 0 }) Assert.Contains(machine, output, StringComparison.Ordinal);

            // Drawings are not compared: their bytes can differ from machine to machine.
            var drawings = StageCatalog.Find(golden.Stage).Drawings;
            var rows = Directory.GetFiles(request.OutputDirectory).Where(file => !drawings.Contains(Path.GetFileName(file))).Select(file => Row(Path.GetFileName(file), Hashing.OfFile(file))).ToList();
            // The folders of the store are named after base, tap and view and may change. The contents and file names may not.
            AddFolder(rows, KeptActivations, request.FeaturesDirectory, file => Path.GetFileName(file));
            // The folder of an archive is named after its hash.
            AddFolder(rows, "extracted-images", request.DatasetsDirectory, file => file[(file.IndexOf('/', StringComparison.Ordinal) + 1)..]);
            return rows;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        GoldenRow Row(string artifact, string sha256) => new(golden.Stage, version, $"{golden.Name}/{artifact}", sha256);

        void AddFolder(List<GoldenRow> rows, string artifact, string root, Func<string, string> nameOf)
        {
            var lines = Directory.GetFiles(root, "*", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith(ExtractedImages.HashesPath(""), StringComparison.Ordinal)) // the hashes beside an archive's folder are no artifact
                .Select(file => $"{nameOf(Path.GetRelativePath(root, file).Replace('\\', '/'))} {Hashing.OfFile(file)}\n")
                .Order(StringComparer.Ordinal).ToArray();
            if (lines.Length > 0) rows.Add(Row(artifact, Hashing.OfText(string.Concat(lines))));
        }
    }

    private TrainerRequest Request(GoldenCase golden, string work)
    {
        var source = golden.Source is { } name ? folder[name] : null;
        var sha256 = source is null ? null : Hashing.OfFile(source);
        var settings = golden.Settings is DatasetSettings dataset ? dataset with { Sha256 = sha256! } : golden.Settings;
        return new TrainerRequest
        {
            Model = "Golden",
            Settings = TrainerRequest.SettingsOf(settings),
            Manifest = folder[GoldenWorkspace.ManifestName],
            ManifestSha256 = Hashing.OfFile(folder[GoldenWorkspace.ManifestName]),
            BaseWeights = golden.BaseWeights,
            Inputs = (golden.Inputs ?? new Dictionary<string, string>()).ToDictionary(input => input.Key, input => folder[input.Value]),
            InputHashes = (golden.Inputs ?? new Dictionary<string, string>()).ToDictionary(input => input.Key, input => Hashing.OfFile(folder[input.Value])),
            Source = source,
            SourceSha256 = sha256,
            Images = golden.Settings is CheckSettings ? Images() : new Dictionary<string, string>(),
            OutputDirectory = NewFolder("output"),
            FeaturesDirectory = NewFolder("features"),
            DatasetsDirectory = NewFolder("datasets"),
        };

        // All images of the dataset, among them one that cannot be read.
        Dictionary<string, string> Images()
        {
            var manifest = Manifest.FromJson(File.ReadAllText(folder[GoldenWorkspace.ManifestName]));
            return manifest.Entries.ToDictionary(manifest.FullPath, entry => entry.Sha256);
        }

        string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(work, name)).FullName;
    }
}
