using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Pipeline.Stages;

/// <summary>
/// The gate <c>MaxRegression</c>: compares a model with the previous one, whose answers are in the file that <c>Baseline</c> names or, without one, in
/// the state folder, where the last model that passed all checks leaves them. A model that fails replaces neither.
/// </summary>
internal static class RegressionGate
{
    // More would hide the message itself; the first ones show what kind of images they are.
    private const int MaxListed = 20;

    /// <summary>Compares every shipped variant with the baseline.</summary>
    /// <param name="model">The model.</param>
    /// <param name="variants">The variants.</param>
    /// <exception cref="PipelineException">The baseline does not exist or cannot be read.</exception>
    public static IReadOnlyList<Diagnostic> Check(ModelRun model, IReadOnlyList<MeasuredVariant> variants)
    {
        if (model.Settings.MaxRegression is not { } limit || model.Context.UpdatesBaseline || Read(model) is not { } baseline) return [];
        var (faults, images) = (new List<Diagnostic>(), model.ReadFinalSplit().Entries.Where(entry => entry.Subset == Subset.Validation).ToArray());
        foreach (var variant in variants)
        {
            if (!model.Settings.Quantization.Contains(variant.Variant)) continue;
            var regressions = baseline.Regressions(variant, images);
            if (regressions.Count > limit) faults.Add(Describe(model, ChoiceText.Name(variant.Variant), regressions, limit));
        }

        return faults;
    }

    /// <summary>Makes the answers of a model that has passed all checks the new baseline.</summary>
    /// <param name="model">The model; all stages have run.</param>
    public static void Accept(ModelRun model)
    {
        if (model.Context.Policy is RunPolicy.Question or RunPolicy.Verify) return;
        var text = AnswerBaseline.Of(model.Settings, EvaluateStage.Measured(model)).ToJson();
        model.LayOut(text, AnswerBaseline.FileName);
        if (model.Settings.Baseline is null || !model.Context.UpdatesBaseline) return;
        var path = PathOf(model);
        if (AtomicFile.WriteTextIfDifferent(path, text))
            model.Context.Log.Progress($"{model.Settings.Name}: wrote the baseline {path}; commit it.");
        model.Hashes.Hash(path);
    }

    private static AnswerBaseline? Read(ModelRun model)
    {
        var path = PathOf(model);
        if (!File.Exists(path) && model.Settings.Baseline is null) return null;
        var baseline = File.Exists(path) ? AnswerBaseline.TryFromJson(File.ReadAllText(path)) : null;
        if (baseline is null)
        {
            throw new PipelineException(
                Codes.InvalidBaseline,
                $"The baseline of FlowerModel '{model.Settings.Name}' {(File.Exists(path) ? "cannot be read" : "does not exist")}. "
                + "Write it with 'dotnet build -p:FlowerModelUpdateBaseline=true', and commit it.",
                path);
        }

        // The build depends on the file.
        model.Hashes.Hash(path);
        return baseline;
    }

    private static string PathOf(ModelRun model) => model.Settings.Baseline is { } baseline
        ? Path.GetFullPath(Path.Combine(model.Context.ProjectDirectory, baseline))
        : model.State.PathOf(AnswerBaseline.FileName);

    private static Diagnostic Describe(ModelRun model, string variant, IReadOnlyList<ManifestEntry> images, int limit)
    {
        var rest = images.Count - MaxListed;
        var listed = string.Join(", ", images.Take(MaxListed).Select(image => image.Path)) + (rest > 0 ? $" and {rest} more" : "");
        return DatasetStage.Named(model, Diagnostic.Error(
            Codes.TooManyRegressions,
            $"The {variant} model of FlowerModel '{model.Settings.Name}' misclassifies {images.Count} validation image{(images.Count == 1 ? "" : "s")} that the "
            + $"previous model classified correctly, more than MaxRegression ({limit}): {listed}. To accept the new model, build with "
            + "-p:FlowerModelUpdateBaseline=true.",
            model.ReadManifest().FullPath(images[0])));
    }
}
