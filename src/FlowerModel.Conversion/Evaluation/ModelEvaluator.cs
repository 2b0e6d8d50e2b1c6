using System.Collections.Concurrent;
using FlowerModel.Pipeline.Artifacts;
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
    /// <param name="images">Labeled images that can be read; labels the model does not have count as wrong.</param>
    /// <param name="known">Earlier answers of the same model: labels by the images' SHA-256. These images are not read.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="ImageChangedException">An image is no longer what the manifest says; nothing is counted then.</exception>
    /// <exception cref="ImageFormatException">An image cannot be read.</exception>
    public static Pipeline.Artifacts.Evaluation Evaluate(
        string modelPath,
        Manifest manifest,
        IReadOnlyList<ManifestEntry> images,
        IReadOnlyDictionary<string, string> known,
        CancellationToken cancellation)
    {
        using var classifier = ImageClassifier.Load(modelPath);
        var count = new AnswerCount(classifier.Labels);
        ImageLoop.Run(images.Count, index => Count(classifier, count, manifest, images[index], known), cancellation);
        return new Pipeline.Artifacts.Evaluation([.. classifier.Labels], images.Count, count.Correct, count.Confusion, count.Answers());
    }

    /// <summary>Classifies each test image. Images that cannot be read are left out, because no earlier stage has read them.</summary>
    /// <param name="modelPath">The .tflite.</param>
    /// <param name="manifest">Where the images lie.</param>
    /// <param name="images">The labeled test images.</param>
    /// <param name="known">Earlier answers of the same model: labels by the images' SHA-256. These images are not read.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="ImageChangedException">An image is no longer what the manifest says; nothing is counted then.</exception>
    public static TestResult EvaluateTest(
        string modelPath,
        Manifest manifest,
        IReadOnlyList<ManifestEntry> images,
        IReadOnlyDictionary<string, string> known,
        CancellationToken cancellation)
    {
        using var classifier = ImageClassifier.Load(modelPath);
        var count = new AnswerCount(classifier.Labels);
        var skipped = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var read = 0;
        ImageLoop.Run(images.Count, CountReadable, cancellation);
        SkippedImage[] unreadable = [.. skipped.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new SkippedImage(pair.Key, pair.Value))];
        return new TestResult(read, count.Correct, count.Confusion, count.Answers(), unreadable);

        void CountReadable(int index)
        {
            try
            {
                Count(classifier, count, manifest, images[index], known);
                Interlocked.Increment(ref read);
            }
            catch (ImageFormatException error)
            {
                skipped[images[index].Sha256] = error.Message;
            }
        }
    }

    private static void Count(
        ImageClassifier classifier, AnswerCount count, Manifest manifest, ManifestEntry image, IReadOnlyDictionary<string, string> known)
    {
        var answer = known.TryGetValue(image.Sha256, out var label) ? count.IndexOf(label) : -1;
        if (answer < 0) answer = classifier.Classify(RgbImage.Load(DatasetImage.Read(manifest.FullPath(image), image.Sha256))).Index;
        count.Add(image, answer);
    }
}
