using System.Collections.Concurrent;
using FlowerModel.Pipeline.Data;
using FlowerModel.Runtime;

namespace FlowerModel.Conversion.Evaluation;

/// <summary>Counts the answers of a model over labelled pictures.</summary>
public static class ModelEvaluator
{
    /// <summary>Classifies each picture.</summary>
    /// <param name="modelPath">The .tflite.</param>
    /// <param name="manifest">Where the pictures lie.</param>
    /// <param name="pictures">Labelled pictures; labels the model does not have count as wrong.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    public static Pipeline.Stages.Evaluation Evaluate(
        string modelPath, Manifest manifest, IReadOnlyList<ManifestEntry> pictures, CancellationToken cancellation)
    {
        using var classifier = ImageClassifier.Load(modelPath);
        var labels = classifier.Labels;
        var indexes = labels.Select((label, index) => (label, index)).ToDictionary(pair => pair.label, pair => pair.index, StringComparer.Ordinal);
        var confusion = labels.Select(_ => new int[labels.Count]).ToArray();
        var answers = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var correct = 0;
        Parallel.ForEach(pictures, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, picture =>
        {
            var answer = classifier.Classify(manifest.FullPath(picture)).Index;
            answers[picture.Sha256] = labels[answer];
            if (!indexes.TryGetValue(picture.Label, out var truth)) return;
            Interlocked.Increment(ref confusion[truth][answer]);
            if (truth == answer) Interlocked.Increment(ref correct);
        });
        var sorted = new SortedDictionary<string, string>(answers, StringComparer.Ordinal);
        return new Pipeline.Stages.Evaluation([.. labels], pictures.Count, correct, confusion, sorted);
    }
}
