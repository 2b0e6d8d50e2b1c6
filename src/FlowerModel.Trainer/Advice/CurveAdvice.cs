using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Trainer.Reporting;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Advice;

/// <summary>Advice about the learning curves of a training.</summary>
internal static class CurveAdvice
{
    /// <summary>
    /// A model over-fits if it classifies this much more of the training images correctly than of the validation images. Dropout, mixup and augmented views
    /// lower the training accuracy, so without over-fitting it is usually the lower one.
    /// </summary>
    public const double MaxAccuracyGap = 0.15;

    /// <summary>A model over-fits if the validation loss ends this many times above its lowest value while the training loss still falls.</summary>
    public const double MaxLossGrowth = 1.25;

    /// <summary>
    /// In the first epochs the training loss falls with any rate that fits. One that rises by more than noise, to this many times the last one, is a sign that
    /// steps are too large.
    /// </summary>
    public const double MaxLossRise = 1.05;

    // With fewer epochs, nothing can be said about a course.
    private const int MinEpochs = 3;

    /// <summary>Returns the advice about a training.</summary>
    /// <param name="phases">Its phases, in order.</param>
    public static IEnumerable<Hint> Of(IReadOnlyList<TrainingPhase> phases)
    {
        foreach (var phase in phases)
        {
            if (HasTooHighRate(phase) is not { } what) continue;
            var setting = phase.Name == TrainingPhase.Head ? "LearningRate" : "FineTuneLearningRate";
            yield return new Hint(
                Codes.RateTooHigh, $"{what} The learning rate may be too high: try a third of {setting}. The learning curves show the course.");
        }

        var last = phases.LastOrDefault(phase => phase.History.Epochs.Any(epoch => epoch.Epoch > 0));
        if (last is not null && Overfits(last.History) is { } overfits)
        {
            yield return new Hint(
                Codes.Overfitting,
                $"{overfits} The model memorizes its training images. More images help most; more Views, Dropout or WeightDecay and fewer epochs help, too.");
        }
    }

    private static string? HasTooHighRate(TrainingPhase phase)
    {
        var trained = phase.History.Epochs.Where(epoch => epoch.Epoch > 0).ToArray();
        if (trained.Length < MinEpochs) return null;
        for (var i = 1; i < MinEpochs; i++)
        {
            if (trained[i].Loss > trained[i - 1].Loss * MaxLossRise)
            {
                return FormattableString.Invariant($"The training loss of phase '{phase.Name}' rose in epoch {trained[i].Epoch}, ")
                    + FormattableString.Invariant($"from {trained[i - 1].Loss:F3} to {trained[i].Loss:F3}.");
            }
        }

        var best = phase.History.Best;
        // Of epochs with the same accuracy the one with the lowest loss is the best, so a later one with a similar loss says nothing.
        return best.Epoch <= 1 && best.ValidationAccuracy < 1 && trained[^1].ValidationLoss > best.ValidationLoss * MaxLossRise
            ? FormattableString.Invariant($"Epoch {best.Epoch} of {trained.Length} is the best of phase '{phase.Name}': training made the model worse.")
            : null;
    }

    private static string? Overfits(TrainingHistory history)
    {
        var best = history.Best;
        if (best.Accuracy - best.ValidationAccuracy > MaxAccuracyGap)
        {
            return FormattableString.Invariant($"The model classifies {best.Accuracy:P1} of the training images correctly, ")
                + FormattableString.Invariant($"but only {best.ValidationAccuracy:P1} of the validation images.");
        }

        var (lowest, end) = (history.Epochs.MinBy(epoch => epoch.ValidationLoss)!, history.Epochs[^1]);
        return end.ValidationLoss > lowest.ValidationLoss * MaxLossGrowth && end.Loss < lowest.Loss
            ? FormattableString.Invariant($"The validation loss rose from {lowest.ValidationLoss:F3} (epoch {lowest.Epoch}) to {end.ValidationLoss:F3} ")
                + "while the training loss fell."
            : null;
    }
}
