using System.Text.Json;

namespace FlowerModel.Pipeline.Artifacts;

/// <summary>The figures of one epoch. A figure that is not a finite number is NaN.</summary>
/// <param name="Epoch">Number of the epoch from 1; 0 = before the first step.</param>
/// <param name="Loss">Mean training loss; NaN for epoch 0.</param>
/// <param name="Accuracy">Fraction of the training images classified correctly, 0 to 1; NaN for epoch 0.</param>
/// <param name="ValidationLoss">Loss on the validation images after the epoch.</param>
/// <param name="ValidationAccuracy">Fraction of the validation images classified correctly after the epoch, 0 to 1.</param>
public sealed record CurveEpoch(int Epoch, double Loss, double Accuracy, double ValidationLoss, double ValidationAccuracy);

/// <summary>The learning curves of one training phase.</summary>
/// <param name="Phase">Name of the phase: <c>head</c> or <c>fine-tune</c>.</param>
/// <param name="BestEpoch">The epoch whose weights were kept.</param>
/// <param name="Epochs">The epochs, in order.</param>
public sealed record TrainingCurves(string Phase, int BestEpoch, IReadOnlyList<CurveEpoch> Epochs)
{
    /// <summary>Reads the phases of <see cref="ArtifactNames.History"/>.</summary>
    /// <exception cref="JsonException">The text is not a history.</exception>
    public static IReadOnlyList<TrainingCurves> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document.RootElement.GetProperty("phases").EnumerateArray().Select(phase => new TrainingCurves(
                phase.GetProperty("phase").GetString()!,
                phase.GetProperty("best_epoch").GetInt32(),
                [.. phase.GetProperty("epochs").EnumerateArray().Select(Epoch)])),
        ];
    }

    private static CurveEpoch Epoch(JsonElement epoch)
    {
        return new CurveEpoch(epoch.GetProperty("epoch").GetInt32(), Figure("loss"), Figure("accuracy"), Figure("val_loss"), Figure("val_accuracy"));

        double Figure(string name) =>
            epoch.TryGetProperty(name, out var figure) && figure.ValueKind == JsonValueKind.Number ? figure.GetDouble() : double.NaN;
    }
}
