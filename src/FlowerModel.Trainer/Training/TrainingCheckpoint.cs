using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Trainer.Training;

/// <summary>
/// The state of a training after an epoch, in a file: a SHA-256 of the rest, the length of a JSON text (int32), the text, and the values of
/// <see cref="TrainingState.Values"/> as float32; all little-endian.
/// </summary>
internal static class TrainingCheckpoint
{
    private const int TextAt = SHA256.HashSizeInBytes + sizeof(int);

    /// <summary>Writes the state; the file is either complete or absent.</summary>
    /// <param name="path">The file.</param>
    /// <param name="state">The state after an epoch.</param>
    public static void Write(string path, TrainingState state)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(
            new CheckpointDocument(state.Epochs, state.BestEpoch, state.Optimizer.Steps), CheckpointJson.Default.CheckpointDocument);
        Memory<float>[] values = [.. state.Values()];
        var content = new byte[checked(TextAt + text.Length + (values.Sum(part => part.Length) * sizeof(float)))];
        BitConverter.TryWriteBytes(content.AsSpan(SHA256.HashSizeInBytes), text.Length);
        text.CopyTo(content.AsSpan(TextAt));
        var at = TextAt + text.Length;
        foreach (var part in values)
        {
            var bytes = MemoryMarshal.AsBytes(part.Span);
            bytes.CopyTo(content.AsSpan(at));
            at += bytes.Length;
        }

        SHA256.HashData(content.AsSpan(SHA256.HashSizeInBytes), content);
        AtomicFile.Write(path, stream => stream.Write(content));
    }

    /// <summary>Restores a state.</summary>
    /// <param name="path">The file.</param>
    /// <param name="state">The state before the first epoch; it is unchanged if the result is false.</param>
    /// <returns>False if the file does not exist, is damaged or belongs to another network: the training starts from the beginning.</returns>
    public static bool TryRestore(string path, TrainingState state)
    {
        if (!File.Exists(path)) return false;
        ReadOnlySpan<byte> content = File.ReadAllBytes(path);
        if (content.Length < TextAt || !SHA256.HashData(content[SHA256.HashSizeInBytes..]).AsSpan().SequenceEqual(content[..SHA256.HashSizeInBytes])) return false;
        var length = BitConverter.ToInt32(content[SHA256.HashSizeInBytes..]);
        var rest = content[(TextAt + length)..];
        Memory<float>[] values = [.. state.Values()];
        if (rest.Length != values.Sum(part => (long)part.Length) * sizeof(float)) return false;
        if (JsonSerializer.Deserialize(content.Slice(TextAt, length), CheckpointJson.Default.CheckpointDocument) is not { } document) return false;
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

/// <summary>JSON options of checkpoints: figures keep all their bits, also those that are not finite.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckpointDocument))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
