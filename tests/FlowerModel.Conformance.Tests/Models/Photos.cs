using System.Security.Cryptography;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Conformance.Tests.Models;

/// <summary>Selects the reference photos for training, calibration and tests. The classes alternate, so the first N photos are always balanced.</summary>
internal static class Photos
{
    /// <summary>Height and width of a prepared photo.</summary>
    internal const int Size = 224;

    private const int TeachingPerClass = 60;
    private const int TestPerClass = 80;

    /// <summary>The classes.</summary>
    internal static string[] Labels { get; } = ["daisy", "dandelion", "roses", "sunflowers", "tulips"];

    private static readonly Lazy<string[][]> Folders = new(() => Array.ConvertAll(
        Labels, label => Directory.EnumerateFiles(Path.Combine(ReferenceData.FlowerPhotos, label)).Order(StringComparer.Ordinal).ToArray()));

    private static readonly Lazy<Lazy<float[]>[]> TestImages = new(() =>
        Array.ConvertAll(Pick(TeachingPerClass, TestPerClass), path => new Lazy<float[]>(() => Prepare(path))));

    /// <summary>Paths of the training photos.</summary>
    internal static string[] Teaching => Pick(0, TeachingPerClass);

    /// <summary>Returns the first <paramref name="count"/> of 400 photos that no model was trained on, prepared: 224 by 224 RGB in [-1, 1].</summary>
    internal static float[][] Test(int count)
    {
        var images = TestImages.Value;
        return InParallel(count, index => images[index].Value);
    }

    /// <summary>Returns the first <paramref name="count"/> training photos, prepared.</summary>
    internal static float[][] Calibration(int count)
    {
        var paths = Teaching;
        return InParallel(count, index => Prepare(paths[index]));
    }

    /// <summary>Describes photos as the trainer expects them.</summary>
    internal static (ImageSource[] Sources, FeatureSample[] Samples) Describe(string[] paths)
    {
        var sources = Array.ConvertAll(paths, path => new ImageSource(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), path));
        var samples = Array.ConvertAll(sources, source =>
            new FeatureSample(source.Sha256, Array.IndexOf(Labels, Path.GetFileName(Path.GetDirectoryName(source.Path)))));
        return (sources, samples);
    }

    private static float[] Prepare(string path)
    {
        var preprocessor = new ImagePreprocessor(Size, Size);
        var prepared = new float[preprocessor.Length];
        preprocessor.Prepare(RgbImage.Load(path), prepared);
        return prepared;
    }

    private static float[][] InParallel(int count, Func<int, float[]> prepare)
    {
        var prepared = new float[count][];
        Parallel.For(0, count, index => prepared[index] = prepare(index));
        return prepared;
    }

    private static string[] Pick(int skip, int perClass) =>
        [.. Enumerable.Range(skip, perClass).SelectMany(index => Folders.Value.Select(folder => folder[index]))];
}
