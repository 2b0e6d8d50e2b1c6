using System.Text.Json;
using System.Text.Json.Serialization;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Reporting;

/// <summary>
/// history.json: the figures of every epoch of every phase, under the names of Keras' history. It contains no times, because the
/// file is an input of later stages and the same training must produce the same bytes.
/// </summary>
internal static class HistoryFile
{
    /// <summary>Writes the phases in order; the same phases produce the same bytes on every machine.</summary>
    public static void Write(string path, IReadOnlyList<TrainingPhase> phases)
    {
        var document = new HistoryDocument([.. phases.Select(phase => new PhaseDocument(
            phase.Name,
            phase.History.BestEpoch,
            [.. phase.History.Epochs.Select(epoch => new EpochDocument(
                epoch.Epoch, epoch.Loss, epoch.Accuracy, epoch.ValidationLoss, epoch.ValidationAccuracy, epoch.LearningRate))]))]);
        using var file = File.Create(path);
        JsonSerializer.Serialize(file, document, HistoryJson.Default.HistoryDocument);
        file.WriteByte((byte)'\n');
    }

    /// <summary>Reads the phases; the seconds of an epoch, which the file does not contain, are 0.</summary>
    /// <exception cref="InvalidDataException">The file is not a history; the message names the file and the reason.</exception>
    public static IReadOnlyList<TrainingPhase> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var document = JsonSerializer.Deserialize(file, HistoryJson.Default.HistoryDocument)
                ?? throw new InvalidDataException($"{path} is not a training history: it contains null.");
            return [.. document.Phases.Select(phase => Phase(path, phase))];
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is not a training history: {error.Message}", error);
        }
    }

    private static TrainingPhase Phase(string path, PhaseDocument phase)
    {
        if (phase.Epochs.All(epoch => epoch.Epoch != phase.BestEpoch))
            throw new InvalidDataException($"{path} is not a training history: phase '{phase.Phase}' lacks its best epoch {phase.BestEpoch}.");
        return new TrainingPhase(phase.Phase, new TrainingHistory(
            [.. phase.Epochs.Select(epoch => new EpochRecord(
                epoch.Epoch, epoch.Loss, epoch.Accuracy, epoch.ValLoss, epoch.ValAccuracy, epoch.LearningRate, Seconds: 0))],
            phase.BestEpoch));
    }
}

/// <summary>The file as a whole.</summary>
internal sealed record HistoryDocument(IReadOnlyList<PhaseDocument> Phases);

/// <summary>One phase in the file.</summary>
internal sealed record PhaseDocument(string Phase, int BestEpoch, IReadOnlyList<EpochDocument> Epochs);

/// <summary>One epoch in the file.</summary>
internal sealed record EpochDocument(int Epoch, double? Loss, double? Accuracy, double ValLoss, double ValAccuracy, double LearningRate);

/// <summary>
/// JSON options: Keras' snake case, indented, the same line endings on every system; non-finite figures stay readable.
/// </summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(HistoryDocument))]
internal sealed partial class HistoryJson : JsonSerializerContext;
