using System.Security.Cryptography;
using FlowerModel.Networks;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Trainer.Tests.Training;

/// <summary>Stored activations of 72 images, random with larger values in other channels for each class: 48 to train on, 24 to validate.</summary>
internal sealed class SyntheticFeatures
{
    private readonly SizedNetwork network;
    private readonly ExtractionOptions options;
    private readonly Tap tap;

    public SyntheticFeatures(string folder, SizedNetwork network, Tap tap, int classes, int views = 1)
    {
        (this.network, this.tap) = (network, tap);
        options = new ExtractionOptions { BaseId = "made-up", Taps = [tap], Views = views };
        var store = new FeatureStore(folder);
        var shape = tap.Shape(network);
        var random = new RandomStream(11);
        for (var image = 0; image < 72; image++)
        {
            var sample = new FeatureSample(Convert.ToHexStringLower(SHA256.HashData([(byte)image])), image % classes);
            for (var view = 0; view < views; view++)
            {
                var data = random.Uniform(shape.Aggregate(1, (product, size) => product * size), 0, 1);
                for (var i = 0; i < data.Length; i++)
                {
                    if (i % shape[^1] % classes == sample.Label) data[i] += 1;
                }

                store.Write(new FeatureKey("made-up", tap.Name, sample.ImageSha256, view, 0), shape, data);
            }

            Samples.Add(sample);
        }

        Training = Set(folder, Samples[..48]);
        Validation = Set(folder, Samples[48..]);
    }

    /// <summary>All images; the first 48 are to train on.</summary>
    public List<FeatureSample> Samples { get; } = [];

    public FeatureSet Training { get; }

    public FeatureSet Validation { get; }

    /// <summary>A set of images whose activations are in a folder.</summary>
    public FeatureSet Set(string folder, IReadOnlyList<FeatureSample> samples) => new(new FeatureStore(folder), network, options, tap, samples);
}
