using System.Text;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.FakeTrainer;

/// <summary>Creates plausible artifacts that depend only on settings and inputs.</summary>
internal static class FakeArtifacts
{
    /// <summary>Additional bytes of float32 models, so that quantized models are smaller.</summary>
    private const int Float32Padding = 2000;

    /// <summary>Writes all artifacts and drawings of a verb.</summary>
    /// <returns>The error to report, or null.</returns>
    public static TrainerMessage? Write(string verb, Behavior behavior, TrainerRequest request)
    {
        if (verb == TrainerVerbs.FetchWeights) return WriteWeights(request);
        var stage = StageCatalog.Find(verb);
        IEnumerable<string> names = behavior == Behavior.Undrawn ? stage.Artifacts : stage.Artifacts.Concat(stage.Drawings);
        foreach (var name in names) WriteArtifact(verb, name, request);
        if (request.PacksFeatures) FakeFeatures.Pack(request);
        return null;
    }

    /// <summary>Appends a space to the first artifact, which changes its bytes but not what it means.</summary>
    public static void ChangeFirst(string verb, TrainerRequest request) =>
        File.AppendAllText(Path.Combine(request.OutputDirectory, StageCatalog.Find(verb).Artifacts[0]), " ");

    /// <summary>Writes only the first artifact, like a trainer that exits early.</summary>
    public static void WriteFirst(string verb, TrainerRequest request)
    {
        if (verb == TrainerVerbs.FetchWeights) WriteWeights(request);
        else WriteArtifact(verb, StageCatalog.Find(verb).Artifacts[0], request);
    }

    private static void WriteArtifact(string stage, string name, TrainerRequest request)
    {
        var text = name switch
        {
            DatasetFiles.FileName => FakeDataset.Of(request).ToJson(),
            FeatureIndex.FileName => Features(request).ToJson(),
            CalibrationReport.FileName => new CalibrationReport(1, 0.1, 0.1, 0.5, 0.95, 0.5).ToJson(),
            LabelsFile.FileName => string.Concat(ManifestOf(request).Labels.Select(label => label + "\n")),
            Evaluation.FileName => FakeEvaluation.Of(ManifestOf(request), File.ReadAllText(request.Inputs[ArtifactNames.Model])).ToJson(),
            ExpectedAnswers.FileName => FakeAnswers.Of(request).ToJson(),
            Answers.FileName => FakeEvaluation.AnswersOf(ManifestOf(request), File.ReadAllText(request.Inputs[ArtifactNames.Model])).ToJson(),
            ReportStage.FileName => $"{Fingerprint(stage, name, request)}{ReportPage.Placeholder}\n",
            ArtifactNames.Model when stage == "convert" => Fingerprint(stage, name, request) + new string('.', Float32Padding),
            _ => Fingerprint(stage, name, request),
        };
        File.WriteAllText(Path.Combine(request.OutputDirectory, name), text);
    }

    private static Manifest ManifestOf(TrainerRequest request)
    {
        var manifest = Manifest.FromJson(File.ReadAllText(request.Manifest!));
        if (!request.Inputs.TryGetValue(FeatureIndex.FileName, out var path)) return manifest;
        var usable = FeatureIndex.FromJson(File.ReadAllText(path)).Usable(manifest);
        return manifest.With(usable.Concat(manifest.Entries.Where(entry => entry.Subset == Subset.Test)).DistinctBy(entry => entry.Path));
    }

    // A file "looks like 0123456789abcdef and so on" has that perceptual hash.
    private static FeatureIndex Features(TrainerRequest request)
    {
        const string Looks = "looks like ";
        var manifest = ManifestOf(request).WithoutTest();
        var contents = manifest.Entries.DistinctBy(entry => entry.Sha256).ToDictionary(entry => entry.Sha256, entry => File.ReadAllText(manifest.FullPath(entry)));
        var fingerprints = contents.Where(content => content.Value.StartsWith(Looks, StringComparison.Ordinal))
            .ToDictionary(content => content.Key, content => content.Value.Substring(Looks.Length, 16));
        return new FeatureIndex(request.Settings!.Value, [.. contents.Keys.Order(StringComparer.Ordinal)], [])
        {
            Fingerprints = fingerprints.Count > 0 ? fingerprints : null,
        };
    }

    private static TrainerMessage? WriteWeights(TrainerRequest request)
    {
        var path = Path.Combine(request.OutputDirectory, TrainerVerbs.WeightsFile);
        File.WriteAllText(path, "fake weights of " + request.Source);
        return request.SourceSha256 is null || request.SourceSha256 == Hashing.OfFile(path)
            ? null
            : new TrainerMessage(Severity.Error, "The fake weights are not those that were pinned.", Codes.HashMismatch, request.Source);
    }

    // Validation images choose the best epoch. Here they always choose the same one, so weights do not depend on them.
    private static string DatasetHash(string name, Manifest manifest) => IsWeights(name) ? manifest.TrainingHash() : manifest.DatasetHash();

    private static bool NamesValidation(string input) => input is ArtifactNames.History or FeatureIndex.FileName;

    private static bool IsWeights(string name) => name is ArtifactNames.HeadWeights or ArtifactNames.ModelWeights;

    private static string Fingerprint(string stage, string name, TrainerRequest request)
    {
        var text = new StringBuilder($"fake {name} of {stage}\n{request.Settings}\n");
        foreach (var (input, path) in request.Inputs.Where(input => !IsWeights(name) || !NamesValidation(input.Key)).OrderBy(input => input.Key, StringComparer.Ordinal))
        {
            text.Append($"{input} {Hashing.OfFile(path)}\n");
        }

        if (request.Manifest is not null && stage != "evaluate") text.Append($"dataset {DatasetHash(name, ManifestOf(request))}\n");
        if (request.FeaturesDirectory.Length > 0) text.Append($"features {FakeFeatures.Read(request)}\n");
        return text.ToString();
    }
}
