using System.Collections.Concurrent;
using FlowerModel.Pipeline.Data;
using FlowerModel.Runtime;
using FlowerModel.Runtime.Images;

namespace FlowerModel.Conversion.Evaluation;

/// <summary>Counts the answers of a model over labeled images.</summary>
public static class ModelEvaluator
{
    /// <summary>Classifies each image.</summary>
    /// <param name="modelPath">The .tflite.</param>
    /// <param name="manifest">Where the images lie.</param>
    /// <param name="images">Labeled images; labels the model does not have count as wrong.</param>
    /// <param name="known">Earlier answers of the same model: labels by the images' SHA-256. These images are not read.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="ImageChangedException">An image is no longer what the manifest says; nothing is counted then.</exception>
    public static Pipeline.Artifacts.Evaluation Evaluate(
        string modelPath,
        Manifest manifest,
        IReadOnlyList<ManifestEntry> images,
        IReadOnlyDictionary<string, string> known,
        CancellationToken cancellation)
    {
        using var classifier = ImageClassifier.Load(modelPath);
        var labels = classifier.Labels;
        var indexes = labels.Select((label, index) => (label, index)).ToDictionary(pair => pair.label, pair => pair.index, StringComparer.Ordinal);
        var confusion = labels.Select(_ => new int[labels.Count]).ToArray();
        var answers = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var correct = 0;
        ImageLoop.Run(images.Count, index => Count(images[index]), cancellation);
        var sorted = new SortedDictionary<string, string>(answers, StringComparer.Ordinal);
        return new Pipeline.Artifacts.Evaluation([.. labels], images.Count, correct, confusion, sorted);

        void Count(ManifestEntry image)
        {
            var answer = known.TryGetValue(image.Sha256, out var label) && indexes.TryGetValue(label, out var earlier) ? earlier : Classify(image);
            answers[image.Sha256] = labels[answer];
            if (!indexes.TryGetValue(image.Label, out var truth)) return;
            Interlocked.Increment(ref confusion[truth][answer]);
            if (truth == answer) Interlocked.Increment(ref correct);
        }

        int Classify(ManifestEntry image) => classifier.Classify(RgbImage.Load(DatasetImage.Read(manifest.FullPath(image), image.Sha256))).Index;
    }
}
