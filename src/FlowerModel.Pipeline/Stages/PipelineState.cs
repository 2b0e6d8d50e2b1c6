using FlowerModel.Pipeline.Cache;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Pipeline.Stages;

/// <summary>What earlier stages left in a model's state folder, and how later ones name it as their input.</summary>
internal sealed class PipelineState(PipelineContext context, ArtifactCache cache)
{
    /// <summary>Full path of the manifest.</summary>
    public string ManifestPath => Path.Combine(context.StateDirectory, "manifest.json");

    /// <summary>Where the record of what a stage made last lies.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="variant">The variant, for a stage that runs once for each; the record of float32 has the stage's plain name.</param>
    public string RecordPath(Stage stage, NumberFormat variant = NumberFormat.Float32) => Path.Combine(
        context.StateDirectory, variant == NumberFormat.Float32 ? stage.Name() + ".json" : $"{stage.Name()}.{variant.Name()}.json");

    /// <summary>What a stage made last.</summary>
    /// <exception cref="PipelineException">It has not run.</exception>
    public StageRecord Made(Stage stage, NumberFormat variant = NumberFormat.Float32) => StageRecord.TryRead(RecordPath(stage, variant))
        ?? throw new PipelineException(
            Codes.WriteFailed, $"What stage {stage.Name()} made is not in '{context.StateDirectory}'. Build the whole project again.", context.ProjectFile);

    /// <summary>The written model of a variant.</summary>
    public Artifact Model(NumberFormat variant) =>
        Made(variant == NumberFormat.Float32 ? Stage.Convert : Stage.Quantize, variant)[ArtifactNames.Model];

    /// <summary>The dataset.</summary>
    public Manifest ReadManifest() => Manifest.FromJson(File.ReadAllText(ManifestPath));

    /// <summary>Which images are usable.</summary>
    public FeatureIndex ReadIndex(Artifact index) => FeatureIndex.FromJson(File.ReadAllText(cache.PathOf(index)));

    /// <summary>The request with the places of its inputs.</summary>
    public TrainerRequest WithInputs(TrainerRequest request, params Artifact[] inputs) =>
        request with { Inputs = inputs.ToDictionary(input => input.Name, cache.PathOf, StringComparer.Ordinal) };

    /// <summary>Names and hashes for a key.</summary>
    public static Dictionary<string, string> Inputs(params (string Name, string Sha256)[] inputs) =>
        inputs.ToDictionary(input => input.Name, input => input.Sha256, StringComparer.Ordinal);
}
