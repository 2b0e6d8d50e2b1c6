using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using System.Text.Json;
using FlowerModel.Trainer.Files;

namespace FlowerModel.Trainer.Training;

/// <summary>The state of a training after an epoch, in a <see cref="ChecksummedFile"/> with the values of <see cref="TrainingState.Values"/>.</summary>
internal static class TrainingCheckpoint
{
    /// <summary>Writes the state; the file is either complete or absent.</summary>
    /// <param name="path">The file.</param>
    /// <param name="state">The state after an epoch.</param>
    public static void Write(string path, TrainingState state) => ChecksummedFile.Write(
        path,
        JsonSerializer.SerializeToUtf8Bytes(
            new CheckpointDocument(state.Epochs, state.BestEpoch, state.Optimizer.Steps), CheckpointJson.Default.CheckpointDocument),
        state.Values().Select(values => (ReadOnlyMemory<float>)values));

    /// <summary>Restores a state.</summary>
    /// <param name="path">The file.</param>
    /// <param name="state">The state before the first epoch; it is unchanged if the result is false.</param>
    /// <returns>False if the file does not exist, is damaged or belongs to another network: the training starts from the beginning.</returns>
    public static bool TryRestore(string path, TrainingState state)
    {
        if (!ChecksummedFile.TryRead(path, out var text, out var stored)) return false;
        Memory<float>[] values = [.. state.Values()];
        if (stored.Length != values.Sum(part => (long)part.Length) * sizeof(float)) return false;
        if (JsonSerializer.Deserialize(text.Span, CheckpointJson.Default.CheckpointDocument) is not { } document) return false;
        var rest = stored.Span;
        foreach (var part in values)
        {
            var bytes = MemoryMarshal.AsBytes(part.Span);
            rest[..bytes.Length].CopyTo(bytes);
            rest = rest[bytes.Length..];
        }

        state.ContinueAfter(document.Epochs, document.BestEpoch, document.Steps);
        return true;
    }
}

/// <summary>The text in a checkpoint.</summary>
internal sealed record CheckpointDocument(IReadOnlyList<EpochRecord> Epochs, int BestEpoch, int Steps);

/// <summary>JSON options of checkpoints and epochs: figures keep all their bits, also those that are not finite.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckpointDocument))]
[JsonSerializable(typeof(IReadOnlyList<EpochRecord>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
