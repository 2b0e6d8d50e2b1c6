using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Stages;

/// <summary>Settings of the check: there are none, because the written model and the images determine the answers.</summary>
public sealed record CheckSettings : StageSettings;

/// <summary>
/// Check: runs every .tflite that <c>Quantization</c> names on the images of the project's expectations, and compares the answers with them. The key
/// contains the images only, so a changed expectation runs nothing. Without expectations there is no run.
/// </summary>
public sealed class CheckStage : Stage
{
    /// <inheritdoc/>
    public override string Name => "check";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    public override string After => "report";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Artifacts => [ExpectedAnswers.FileName];

    /// <summary>Reports labels that the model does not have: as soon as its labels are known, long before it is trained.</summary>
    /// <exception cref="PipelineException">There is such a label.</exception>
    internal static void CheckLabels(ModelRun model, IReadOnlyList<string> labels)
    {
        foreach (var label in model.Context.Expectations.Select(expectation => expectation.Answer).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (labels.Contains(label, StringComparer.Ordinal)) continue;
            throw new PipelineException(
                Codes.InvalidExpectation,
                $"{ExpectationParser.ItemType} expects the label '{label}', which FlowerModel '{model.Settings.Name}' does not have."
                + (ExpectationParser.DidYouMean(label, labels) is { Length: > 0 } nearest ? nearest : $" Its labels are {string.Join(", ", labels)}."),
                model.Context.ProjectFile);
        }
    }

    internal override IReadOnlyList<StageRun> Plan(ModelRun model)
    {
        var images = Images(model);
        if (images.Count == 0) return [];
        var hash = Hashing.OfText(string.Join("\n", images.Values.Distinct(StringComparer.Ordinal).OrderBy(sha256 => sha256, StringComparer.Ordinal)));
        var formats = model.Settings.Quantization;
        return [.. formats.Select(Run)];

        StageRun Run(NumberFormat format)
        {
            var run = NewRun(
                format, new CheckSettings(), StageInput.Hash("expected images", hash), StageInput.Of(QuantizeStage.ModelOf(model, format))) with
            {
                Complete = request => request with { Images = images },
            };
            return formats.Count == 1 ? run with { Part = "" } : run;
        }
    }

    // The provenance names what made the model; this stage makes nothing.
    internal override IReadOnlyList<string> RecordNames(ModelRun model) => [];

    internal override void Report(ModelRun model, IReadOnlyList<StageRecord> made)
    {
        if (model.Context.Expectations.Count == 0) return;
        var (images, faults) = (Images(model), new List<Diagnostic>());
        WarnOfTrainingImages(model, images);
        var answers = made.Select(record => ExpectedAnswers.FromJson(model.Results.ReadText(record[ExpectedAnswers.FileName]))).ToArray();
        foreach (var expectation in model.Context.Expectations)
        {
            var sha256 = images.TryGetValue(expectation.Image, out var known) ? known : null;
            if (ExpectationCheck.Unreadable(expectation, sha256 is null ? null : answers[0].Find(sha256)) is { } unreadable)
            {
                faults.Add(unreadable);
                continue;
            }

            for (var i = 0; i < answers.Length; i++)
            {
                var variant = $"The {ChoiceText.Name(model.Settings.Quantization[i])} model of FlowerModel '{model.Settings.Name}'";
                if (ExpectationCheck.Wrong(variant, expectation, answers[i].Find(sha256!)) is { } wrong) faults.Add(wrong);
            }
        }

        if (faults.Count == 0) return;
        FinishedModels.Copy(model, model.Context.StateDirectory);
        foreach (var fault in faults.Skip(1)) model.Context.Log.Report(fault);
        throw new PipelineException(faults[0]);
    }

    // The hashes of the images by full path, without those that cannot be read.
    private static SortedDictionary<string, string> Images(ModelRun model)
    {
        var images = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var image in model.Context.Expectations.Select(expectation => expectation.Image))
        {
            try
            {
                images[image] = model.Hashes.Hash(image).Sha256;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The report names it.
            }
        }

        return images;
    }

    private static void WarnOfTrainingImages(ModelRun model, SortedDictionary<string, string> images)
    {
        var training = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in model.ReadFinalSplit().Entries)
        {
            if (entry.Subset == Subset.Train) training[entry.Sha256] = entry.Path;
        }

        foreach (var image in images)
        {
            if (!training.TryGetValue(image.Value, out var path)) continue;
            model.Context.Log.Report(Diagnostic.Warning(
                Codes.ExpectedImageTrained,
                $"The model was trained on this image ('{path}' in the dataset), so a right answer for it proves nothing. Expect another image, or remove "
                + "this one from the dataset.",
                image.Key));
        }
    }
}
