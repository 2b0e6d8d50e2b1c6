using System.Collections.Concurrent;
using FlowerModel.Pipeline.Data;

namespace FlowerModel.Conversion.Evaluation;

/// <summary>Counts a model's answers; several threads can add to it at once.</summary>
/// <param name="labels">The labels, by output index.</param>
internal sealed class AnswerCount(IReadOnlyList<string> labels)
{
    private readonly Dictionary<string, int> indexes =
        labels.Select((label, index) => (label, index)).ToDictionary(pair => pair.label, pair => pair.index, StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, string> answers = new(StringComparer.Ordinal);
    private readonly int[][] confusion = [.. labels.Select(_ => new int[labels.Count])];
    private int correct;

    /// <summary>Number of images that the model classifies correctly.</summary>
    public int Correct => correct;

    /// <summary>Counts: row = true class, column = the model's answer.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Confusion => confusion;

    /// <summary>Returns the answers: labels by the images' SHA-256, sorted by SHA-256.</summary>
    public IReadOnlyDictionary<string, string> Answers() => new SortedDictionary<string, string>(answers, StringComparer.Ordinal);

    /// <summary>Returns the index of a label; -1 if the model does not have it.</summary>
    public int IndexOf(string label) => indexes.GetValueOrDefault(label, -1);

    /// <summary>Adds an answer. It is wrong if the model does not have the image's label.</summary>
    /// <param name="image">The image.</param>
    /// <param name="answer">Index of the answer.</param>
    public void Add(ManifestEntry image, int answer)
    {
        answers[image.Sha256] = labels[answer];
        if (IndexOf(image.Label) is not (>= 0 and var truth)) return;
        Interlocked.Increment(ref confusion[truth][answer]);
        if (truth == answer) Interlocked.Increment(ref correct);
    }
}
