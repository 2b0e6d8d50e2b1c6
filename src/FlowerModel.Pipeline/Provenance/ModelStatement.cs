using FlowerModel.Networks;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Provenance;

/// <summary>The result of a stage, for the statement.</summary>
/// <param name="Name">The stage; with a number format for a stage that has one result per format.</param>
/// <param name="Record">Its record.</param>
/// <param name="Evaluation">What an evaluation found; null for other stages.</param>
internal sealed record MadeStage(string Name, StageRecord Record, Evaluation? Evaluation = null);

/// <summary>Everything that a model's provenance is made of. Nothing in it depends on the machine, the time or the folder.</summary>
/// <param name="Settings">The model's settings.</param>
/// <param name="ProjectDirectory">Full path of the project's folder, relative to which paths are written.</param>
/// <param name="SdkVersion">Version of FlowerModel.Sdk.</param>
/// <param name="Models">Name and artifact of each written model.</param>
/// <param name="Stages">The results of the stages, in the order of the data flow.</param>
/// <param name="Manifest">The images.</param>
/// <param name="Archive">SHA-256 of the archive or list; empty for a folder.</param>
/// <param name="BaseWeights">Identity of the base weights: SHA-256 of their file, or <c>random:SEED</c>.</param>
internal sealed record ModelFacts(
    ModelSettings Settings,
    string ProjectDirectory,
    string SdkVersion,
    IReadOnlyList<(string Name, Artifact Artifact)> Models,
    IReadOnlyList<MadeStage> Stages,
    Manifest Manifest,
    string Archive,
    string BaseWeights);

/// <summary>Writes a model's provenance. docs/provenance.md describes its content.</summary>
internal static class ModelStatement
{
    /// <summary>The build type. It identifies the format of the parameters; a change that readers would notice needs another one.</summary>
    public const string BuildType = "pkg:nuget/FlowerModel.Sdk#build/v1";

    /// <summary>The builder: the SDK, wherever it runs.</summary>
    public const string BuilderId = "pkg:nuget/FlowerModel.Sdk";

    private const string Sdk = "FlowerModel.Sdk";

    /// <summary>Creates the statement.</summary>
    public static Statement Create(ModelFacts facts) => new(
        [.. facts.Models.Select(model => ResourceDescriptor.File(model.Name, model.Artifact.Sha256))],
        new BuildProvenance(
            new BuildDefinition(
                BuildType,
                ModelParameters.Of(facts.Settings, facts.ProjectDirectory),
                new InternalParameters([.. facts.Stages.Select(Parameters)]),
                [.. Dataset(facts), .. BaseWeights(facts), .. Packages(facts)]),
            new RunDetails(
                new Builder(BuilderId, new Dictionary<string, string> { [Sdk] = facts.SdkVersion }),
                new Dictionary<string, string>(),
                [.. facts.Stages.SelectMany(Artifacts)])));

    private static StageParameters Parameters(MadeStage stage) => new(
        stage.Name, stage.Record.Key, stage.Record.Entries.ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal));

    private static IEnumerable<ResourceDescriptor> Artifacts(MadeStage stage)
    {
        var annotations = new Dictionary<string, object> { ["stage"] = stage.Name, ["key"] = stage.Record.Key };
        if (stage.Evaluation is { } evaluation)
        {
            annotations["validationImages"] = evaluation.Images;
            annotations["validationAccuracy"] = evaluation.Accuracy();
        }

        if (stage.Evaluation?.Test is { } test)
        {
            annotations["testImages"] = test.Images;
            annotations["testAccuracy"] = test.Accuracy();
        }

        return stage.Record.Outputs.Select(output => ResourceDescriptor.File($"{stage.Name}/{output.Name}", output.Sha256, annotations));
    }

    private static IEnumerable<ResourceDescriptor> Dataset(ModelFacts facts)
    {
        var entries = facts.Manifest.Entries;
        var counts = new Dictionary<string, object>
        {
            ["images"] = entries.Count,
            ["train"] = entries.Count(entry => entry.Subset == Subset.Train),
            ["validation"] = entries.Count(entry => entry.Subset == Subset.Validation),
        };
        if (facts.Manifest.HasTest) counts["test"] = entries.Count(entry => entry.Subset == Subset.Test);
        yield return ResourceDescriptor.File("dataset", facts.Manifest.DatasetHash(), counts);
        if (facts.Archive.Length > 0)
        {
            var dataset = facts.Settings.Dataset;
            yield return ResourceDescriptor.File(
                ModelParameters.PortablePath(dataset, facts.ProjectDirectory), facts.Archive, uri: WebUrl.IsUrl(dataset) ? dataset : null);
        }

        foreach (var entry in entries)
        {
            yield return ResourceDescriptor.File(
                "images/" + entry.Path, entry.Sha256, new Dictionary<string, object> { ["label"] = entry.Label, ["subset"] = entry.Subset });
        }
    }

    private static IEnumerable<ResourceDescriptor> BaseWeights(ModelFacts facts)
    {
        if (facts.Settings.FromScratch) yield break;
        var settings = facts.Settings;
        var uri = WebUrl.IsUrl(settings.BaseWeights) ? settings.BaseWeights
            : OfficialWeights.AreChosenBy(settings) ? OfficialUri(OfficialWeights.Of(settings, null), settings)
            : null;
        yield return ResourceDescriptor.File("base weights", facts.BaseWeights, uri: uri);
    }

    private static string OfficialUri(PublishedWeights published, ModelSettings settings) => published.Package is { } package
        ? $"pkg:nuget/{package.Id}@{package.Version}#{package.NetworkPath}"
        : $"{published.Url.TrimEnd('/')}/{published.FileName(settings.Alpha, settings.ImageSize)}";

    private static IEnumerable<ResourceDescriptor> Packages(ModelFacts facts) => facts.Stages
        .SelectMany(stage => stage.Record.Packages)
        .Append(new UsedPackage(Sdk, facts.SdkVersion, null))
        .Distinct()
        .OrderBy(package => package.Name, StringComparer.Ordinal)
        .ThenBy(package => package.Version, StringComparer.Ordinal)
        .Select(package => new ResourceDescriptor(
            null,
            $"pkg:nuget/{Uri.EscapeDataString(package.Name)}@{Uri.EscapeDataString(package.Version)}",
            null,
            package.ContentHash is null ? null : new Dictionary<string, object> { ["contentHash"] = package.ContentHash }));
}
