using System.Runtime.InteropServices;
using System.Globalization;
using FlowerModel.Networks;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;
using TorchSharp;

namespace FlowerModel.TorchSharpPeer.Training;

/// <summary>Stored activations of images at one tap, read in batches.</summary>
internal sealed class TorchFeatureSet
{
    private readonly FeatureStore store;
    private readonly string baseId;
    private readonly string tapName;
    private readonly int[] shape;
    private readonly int views;
    private readonly ulong viewSeed;

    /// <summary>Describes a set; nothing is read yet.</summary>
    /// <param name="store">The store with the activations.</param>
    /// <param name="network">Width and image size of the base.</param>
    /// <param name="options">The options they were extracted with.</param>
    /// <param name="tap">The tap to read.</param>
    /// <param name="samples">Images and classes. Their order is the order of evaluation.</param>
    public TorchFeatureSet(
        FeatureStore store, SizedNetwork network, ExtractionOptions options, Tap tap, IReadOnlyList<FeatureSample> samples)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count == 0) throw new ArgumentException("the set has no images", nameof(samples));
        (this.store, baseId, views, viewSeed, tapName) = (store, options.BaseId, options.Views, options.ViewSeed, tap.Name);
        Tap = tap;
        shape = [.. tap.Shape(network)];
        Samples = samples;
    }

    /// <summary>The tap of the activations.</summary>
    public Tap Tap { get; }

    /// <summary>Shape of one image's activations: (height, width, channels) or (channels).</summary>
    public IReadOnlyList<int> Shape => shape;

    /// <summary>The images and their classes.</summary>
    public IReadOnlyList<FeatureSample> Samples { get; }

    /// <summary>The (image, view) pairs of a training epoch, before shuffling.</summary>
    /// <param name="epoch">Number of the epoch, from 1.</param>
    /// <param name="use">One view per image, or all of them.</param>
    public (int Sample, int View)[] Epoch(int epoch, ViewUse use) => use == ViewUse.All
        ? [.. from sample in Enumerable.Range(0, Samples.Count) from view in Enumerable.Range(0, views) select (sample, view)]
        : [.. Enumerable.Range(0, Samples.Count).Select(sample => (sample, RotatingView(Samples[sample].ImageSha256, epoch)))];

    /// <summary>Reads a batch.</summary>
    /// <returns>[batch, channels, height, width] in channels-last strides (or [batch, channels]), and the classes as int64.</returns>
    /// <exception cref="FeatureStoreException">An activation is missing or damaged.</exception>
    public (torch.Tensor Features, torch.Tensor Labels) Read(ReadOnlySpan<(int Sample, int View)> batch)
    {
        var features = torch.empty([batch.Length, .. shape.Select(size => (long)size)]);
        var labels = new long[batch.Length];
        var bytes = features.bytes;
        var length = bytes.Length / batch.Length;
        for (var i = 0; i < batch.Length; i++)
        {
            var sample = Samples[batch[i].Sample];
            var key = new FeatureKey(baseId, tapName, sample.ImageSha256, batch[i].View, viewSeed);
            store.Read(key, shape, MemoryMarshal.Cast<byte, float>(bytes.Slice(i * length, length)));
            labels[i] = sample.Label;
        }

        return (shape.Length == 3 ? features.permute(0, 3, 1, 2) : features, torch.tensor(labels));
    }

    private int RotatingView(string sha256, int epoch)
    {
        // Images start at different views, so that each epoch contains all kinds of views.
        var start = uint.Parse(sha256.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (int)((start + (uint)epoch) % (uint)views);
    }
}
