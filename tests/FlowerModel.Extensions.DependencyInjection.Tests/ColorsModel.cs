using FlowerModel.Runtime;

namespace FlowerModel.Extensions.DependencyInjection.Tests;

/// <summary>What FlowerModel.Sdk generates, for a classifier of mean colors with the labels red, green and blue.</summary>
internal sealed class ColorsModel : IImageModel
{
    private readonly ImageClassifier classifier = LoadClassifier();

    public bool IsDisposed { get; private set; }

    /// <summary>A red pixel.</summary>
    public static byte[] Red { get; } = [255, 0, 0];

    public static ColorsModel Load() => new();

    public static ImageClassifier LoadClassifier() => ImageClassifier.LoadResource(typeof(ColorsModel).Assembly, "colors.tflite");

    public ImageClassifier AsImageClassifier() => classifier;

    public void Dispose()
    {
        IsDisposed = true;
        classifier.Dispose();
    }
}
