using System.Collections.Concurrent;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Runtime;
using FlowerModel.Runtime.Images;

namespace FlowerModel.Conversion.Evaluation;

/// <summary>Scores labeled images with a written model and counts its answers.</summary>
public static class ModelEvaluator
{
    /// <summary>Classifies each validation image and, if there are any, each test image.</summary>
    /// <param name="modelPath">The .tflite.</param>
    /// <param name="manifest">Where the images lie.</param>
    /// <param name="validation">Labeled images that can be read; labels that the model does not have count as wrong.</param>
    /// <param name="test">
    /// The labeled test images; null if the dataset has none. Images that cannot be read are left out, because no earlier stage has read them.
    /// </param>
    /// <param name="known">
    /// Earlier scores of the same model by the images' SHA-256. These images are not read; the scores of the others are added.
    /// </param>
    /// <param name="cancellation">Stops between images.</param>
    /// <param name="progress">Receives the number of images that were classified so far, on several threads; null if nobody is interested.</param>
    /// <returns>The counts, and the scores of each image.</returns>
    /// <exception cref="ImageChangedException">An image is no longer what the manifest says; nothing is counted then.</exception>
    /// <exception cref="ImageFormatException">A validation image cannot be read.</exception>
    public static (Pipeline.Artifacts.Evaluation Evaluation, Answers Answers) Evaluate(
        string modelPath,
        Manifest manifest,
        IReadOnlyList<ManifestEntry> validation,
        IReadOnlyList<ManifestEntry>? test,
        ConcurrentDictionary<string, float[]> known,
        CancellationToken cancellation,
        Action<int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(validation);
        using var classifier = ImageClassifier.Load(modelPath);
        string[] labels = [.. classifier.Labels];
        var classified = 0;
        var count = new AnswerCount(labels, Score(validation));
        var evaluation = new Pipeline.Artifacts.Evaluation(labels, validation.Count, count.Correct, count.Confusion, count.Answers)
        {
            CalibrationError = count.CalibrationError(),
        };
        if (test is null) return (evaluation, new Answers(labels, count.Images));

        var skipped = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var testCount = new AnswerCount(labels, Score(test, skipped));
        SkippedImage[] unreadable = [.. skipped.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new SkippedImage(pair.Key, pair.Value))];
        var tested = new TestResult(testCount.Images.Count, testCount.Correct, testCount.Confusion, testCount.Answers, unreadable);
        var all = count.Images.Concat(testCount.Images)
            .OrderBy(image => image.Sha256, StringComparer.Ordinal).ThenBy(image => image.Label, StringComparer.Ordinal);
        return (evaluation with { Test = tested }, new Answers(labels, [.. all]));

        IEnumerable<ImageAnswer> Score(IReadOnlyList<ManifestEntry> images, ConcurrentDictionary<string, string>? skipped = null)
        {
            ImageLoop.Run(images.Count, index => ScoreImage(images[index], skipped), cancellation);
            return images.Where(image => skipped?.ContainsKey(image.Sha256) != true)
                .Select(image => new ImageAnswer(image.Sha256, image.Label, image.Subset, known[image.Sha256]));
        }

        void ScoreImage(ManifestEntry image, ConcurrentDictionary<string, string>? skipped)
        {
            if (known.TryGetValue(image.Sha256, out var scores) && scores.Length == labels.Length) return;
            try
            {
                known[image.Sha256] = [.. classifier.Classify(RgbImage.Load(DatasetImage.Read(manifest.FullPath(image), image.Sha256))).Scores];
                progress?.Invoke(Interlocked.Increment(ref classified));
            }
            catch (ImageFormatException error) when (skipped is not null)
            {
                skipped[image.Sha256] = error.Message;
            }
        }
    }
}
