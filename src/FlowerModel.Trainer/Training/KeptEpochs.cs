using System.Runtime.InteropServices;
using System.Text.Json;
using FlowerModel.Pipeline.Store;
using FlowerModel.Trainer.Files;

namespace FlowerModel.Trainer.Training;

/// <summary>
/// The weights after each epoch of a training, and their answers to the validation images. Validation images only decide which epoch is the best, so if
/// nothing else has changed, a training is replaced by looking at its epochs again, and only new images are classified. Two files, because the
/// weights never change: NAME.epochs has the figures and the weights of each epoch, NAME.scores the hashes of images and their outputs after each epoch.
/// </summary>
internal sealed class KeptEpochs
{
    /// <summary>Longer trainings are not kept; in bytes.</summary>
    public const long MaxBytes = 128L << 20;

    private readonly string path;
    private readonly List<EpochRecord> records = [];
    private readonly List<ReadOnlyMemory<byte>> weights = []; // per epoch: all weights, float32, one after the other
    private readonly List<Dictionary<string, float[]>> scores = []; // per epoch: [classes] by the image's SHA-256
    private int knownImages;

    private KeptEpochs(string path) => this.path = path;

    /// <summary>True if the training has finished before, so its epochs need not be trained again.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Number of epochs.</summary>
    public int Count => records.Count;

    private string EpochsPath => path + ".epochs";

    private string ScoresPath => path + ".scores";

    /// <summary>Opens the files of a training. It has not finished if they are missing or damaged.</summary>
    /// <param name="path">Full path without extension.</param>
    public static KeptEpochs Open(string path)
    {
        var kept = new KeptEpochs(path);
        if (!kept.TryReadEpochs()) return new KeptEpochs(path);
        kept.IsFinished = true;
        kept.TryReadScores();
        LastUse.Touch(kept.EpochsPath);
        LastUse.Touch(kept.ScoresPath);
        return kept;
    }

    /// <summary>Returns true if the answers of all epochs to an image are known.</summary>
    /// <param name="sha256">The image.</param>
    public bool Knows(string sha256) => IsFinished && scores.All(epoch => epoch.ContainsKey(sha256));

    /// <summary>Adds an epoch that has just been trained and evaluated.</summary>
    /// <param name="record">Its figures.</param>
    /// <param name="state">Its weights.</param>
    /// <param name="answers">Its outputs by the images' SHA-256.</param>
    public void Add(EpochRecord record, TrainingState state, Dictionary<string, float[]> answers)
    {
        var values = new byte[state.Weights.Sum(weight => weight.Length) * sizeof(float)];
        if ((Count + 1L) * values.Length > MaxBytes) return;
        var rest = MemoryMarshal.Cast<byte, float>(values.AsSpan());
        foreach (var weight in state.Weights)
        {
            weight.Span.CopyTo(rest);
            rest = rest[weight.Length..];
        }

        records.Add(record with { Seconds = 0 }); // so that the same training keeps the same bytes
        weights.Add(values);
        scores.Add(answers);
    }

    /// <summary>Sets the weights to those after an epoch, and returns its figures.</summary>
    /// <param name="index">Index of the epoch.</param>
    /// <param name="state">The state whose weights are set.</param>
    /// <exception cref="InvalidDataException">The epoch belongs to another network.</exception>
    public EpochRecord Restore(int index, TrainingState state)
    {
        var rest = MemoryMarshal.Cast<byte, float>(weights[index].Span);
        if (rest.Length != state.Weights.Sum(weight => weight.Length)) throw new InvalidDataException($"'{EpochsPath}' belongs to another network. Delete it.");
        foreach (var weight in state.Weights)
        {
            rest[..weight.Length].CopyTo(weight.Span);
            rest = rest[weight.Length..];
        }

        return records[index];
    }

    /// <summary>The known outputs of an epoch by the images' SHA-256; more can be added.</summary>
    /// <param name="index">Index of the epoch.</param>
    public Dictionary<string, float[]> Scores(int index) => scores[index];

    /// <summary>Writes what is new. A failed write only costs time later, so it is not an error.</summary>
    /// <param name="epochs">Number of epochs of the training. If there are others here, it was continued or is too large, and nothing is written.</param>
    public void Save(int epochs)
    {
        if (Count != epochs || Count == 0) return;
        try
        {
            if (!IsFinished) ChecksummedFile.Write(EpochsPath, EpochsText(), weights);
            if (!IsFinished || scores[0].Count > knownImages) WriteScores();
            IsFinished = true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next training trains.
        }
    }

    private byte[] EpochsText() => JsonSerializer.SerializeToUtf8Bytes(records, CheckpointJson.Default.IReadOnlyListEpochRecord);

    private void WriteScores()
    {
        string[] images = [.. scores[0].Keys.Order(StringComparer.Ordinal)];
        ChecksummedFile.Write(
            ScoresPath,
            JsonSerializer.SerializeToUtf8Bytes(images, CheckpointJson.Default.IReadOnlyListString),
            scores.SelectMany(epoch => images.Select(image => (ReadOnlyMemory<float>)epoch[image])));
    }

    private bool TryReadEpochs()
    {
        if (!ChecksummedFile.TryRead(EpochsPath, out var text, out var values)) return false;
        if (JsonSerializer.Deserialize(text.Span, CheckpointJson.Default.IReadOnlyListEpochRecord) is not { Count: > 0 } epochs) return false;
        records.AddRange(epochs);
        var size = values.Length / epochs.Count;
        for (var i = 0; i < epochs.Count; i++)
        {
            weights.Add(values.Slice(i * size, size));
            scores.Add(new Dictionary<string, float[]>(StringComparer.Ordinal));
        }

        return true;
    }

    private void TryReadScores()
    {
        if (!ChecksummedFile.TryRead(ScoresPath, out var text, out var values)) return;
        if (JsonSerializer.Deserialize(text.Span, CheckpointJson.Default.IReadOnlyListString) is not { Count: > 0 } images) return;
        var size = values.Length / (images.Count * Count);
        for (var i = 0; i < Count; i++)
        {
            for (var n = 0; n < images.Count; n++)
                scores[i][images[n]] = MemoryMarshal.Cast<byte, float>(values.Span.Slice(((i * images.Count) + n) * size, size)).ToArray();
        }

        knownImages = images.Count;
    }
}
