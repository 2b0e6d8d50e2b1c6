using System.Diagnostics;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;

namespace FlowerModel.Runtime;

/// <content>The path that every image takes: decoded, prepared, run, reported to the observer.</content>
public sealed partial class ImageClassifier
{
    /// <summary>Set once, before the classifier is shared; null costs nothing.</summary>
    internal ClassifierObserver? Observer { get; set; }

    /// <summary>Classifies an image that does not count: a check of the classifier itself.</summary>
    internal Classification ClassifyUnobserved(ReadOnlySpan<byte> rgb, int width, int height)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var scores = new float[Labels.Count];
        this.model.Score(rgb, width, height, scores);
        return Result(scores);
    }

    private Classification Result(float[] scores) => new(Labels, scores, UnknownThreshold);

    private void Score(ImageInput image, Span<float> scores, TensorObserver? observe = null)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (Observer is not { } observer)
        {
            Run(image, scores, observe);
            return;
        }

        var start = Stopwatch.GetTimestamp();
        try
        {
            Run(image, scores, observe);
        }
        catch (Exception error)
        {
            observer.Processed(Stopwatch.GetElapsedTime(start), isKnown: false, error);
            throw;
        }

        observer.Processed(Stopwatch.GetElapsedTime(start), !(scores[Classification.IndexOfBest(scores)] < UnknownThreshold), null);
    }

    private void Run(ImageInput image, Span<float> scores, TensorObserver? observe)
    {
        if (image.IsEncoded)
        {
            using var decoded = ImageLoader.Load(image.Bytes, isPooled: true);
            this.model.Score(decoded.Pixels, decoded.Width, decoded.Height, scores, observe);
        }
        else
        {
            this.model.Score(image.Bytes, image.Width, image.Height, scores, observe);
        }
    }
}
