using System.Globalization;
using FlowerModel.Networks;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Trainer.Training;

/// <summary>An image whose activations are stored, and its class.</summary>
/// <param name="ImageSha256">SHA-256 of the image's file.</param>
/// <param name="Label">Index of its class.</param>
internal sealed record FeatureSample(string ImageSha256, int Label);

/// <summary>Stored activations of images at one tap, read in batches. Small sets stay in memory after they have been read once.</summary>
internal sealed class FeatureSet
{
    private const long MaxMemory = 64L << 20; // bytes
    private readonly FeatureStore store;
    private readonly ExtractionOptions options;
    private readonly int[] shape;
    private readonly float[]?[]? memory; // [samples * views]; null for a set that is too large
    private readonly bool[] isVerified; // [samples * views]

    /// <summary>Describes a set; nothing is read yet.</summary>
    /// <param name="store">The store with the activations.</param>
    /// <param name="network">Width and image size of the base.</param>
    /// <param name="options">The options they were extracted with.</param>
    /// <param name="tap">The tap to read.</param>
    /// <param name="samples">Images and classes. Their order is the order of evaluation.</param>
    public FeatureSet(FeatureStore store, SizedNetwork network, ExtractionOptions options, Tap tap, IReadOnlyList<FeatureSample> samples)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count == 0) throw new ArgumentException("the set has no images", nameof(samples));
        (this.store, this.options) = (store, options);
        (Tap, Network, Samples) = (tap, network, samples);
        shape = [.. tap.Shape(network)];
        Length = FeatureStore.ElementCount(shape);
        isVerified = new bool[samples.Count * options.Views];
        if (!options.Verify) Array.Fill(isVerified, true);
        if ((long)samples.Count * options.Views * Length * sizeof(float) <= MaxMemory) memory = new float[samples.Count * options.Views][];
    }

    /// <summary>The tap of the activations.</summary>
    public Tap Tap { get; }

    /// <summary>The base at the width and image size of the activations.</summary>
    public SizedNetwork Network { get; }

    /// <summary>Shape of one image's activations: (height, width, channels) or (channels).</summary>
    public IReadOnlyList<int> Shape => shape;

    /// <summary>Number of values of one image's activations.</summary>
    public int Length { get; }

    /// <summary>The images and their classes.</summary>
    public IReadOnlyList<FeatureSample> Samples { get; }

    /// <summary>The (image, view) pairs of a training epoch, before shuffling.</summary>
    /// <param name="epoch">Number of the epoch, from 1.</param>
    /// <param name="use">One view per image, or all of them.</param>
    public (int Sample, int View)[] Epoch(int epoch, ViewUse use) => use == ViewUse.All
        ? [.. from sample in Enumerable.Range(0, Samples.Count) from view in Enumerable.Range(0, options.Views) select (sample, view)]
        : [.. Enumerable.Range(0, Samples.Count).Select(sample => (sample, RotatingView(Samples[sample].ImageSha256, epoch)))];

    /// <summary>Reads a batch.</summary>
    /// <param name="batch">Images and views.</param>
    /// <param name="destination">Receives [batch, height, width, channels] or [batch, channels].</param>
    /// <exception cref="FeatureStoreException">An activation is missing or damaged.</exception>
    public void Read(ReadOnlySpan<(int Sample, int View)> batch, Span<float> destination)
    {
        for (var i = 0; i < batch.Length; i++) Read(batch[i].Sample, batch[i].View, destination.Slice(i * Length, Length));
    }

    private void Read(int sample, int view, Span<float> destination)
    {
        var slot = (sample * options.Views) + view;
        if (memory?[slot] is { } values)
        {
            values.CopyTo(destination);
            return;
        }

        var key = new FeatureKey(options.BaseId, Tap.Name, Samples[sample].ImageSha256, view, options.ViewSeed, options.Format);
        // The checksum of each file is checked once per run.
        store.Read(key, shape, destination, verify: !isVerified[slot]);
        isVerified[slot] = true;
        if (memory is not null) memory[slot] = destination.ToArray();
    }

    private int RotatingView(string sha256, int epoch)
    {
        // Images start at different views, so that each epoch contains all kinds of views.
        var start = uint.Parse(sha256.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (int)((start + (uint)epoch) % (uint)options.Views);
    }
}
