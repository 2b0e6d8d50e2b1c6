using FlowerModel.Pipeline.Settings;
using FlowerModel.Training.Losses;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Trainer.Training;

/// <summary>Fills the batches of a training: order of the images, targets, mixup. Everything random depends only on seed, epoch and step.</summary>
/// <param name="options">Batch size, label smoothing, mixup, seed.</param>
/// <param name="classes">Number of classes.</param>
/// <param name="length">Number of values of one image's activations.</param>
internal sealed class TrainingBatches(TrainingOptions options, int classes, int length)
{
    private const int OrderStream = 1;
    private const int MixupStream = 2;
    private const int DropoutStream = 3;
    private readonly float[] inputs = new float[options.BatchSize * length]; // [batch, height, width, channels]
    private readonly float[] targets = new float[options.BatchSize * classes]; // [batch, classes]
    private readonly float[] unmixedInputs = new float[options.Mixup > 0 ? options.BatchSize * length : 0];
    private readonly float[] unmixedTargets = new float[options.Mixup > 0 ? options.BatchSize * classes : 0];
    private readonly int[] partners = new int[options.BatchSize];
    private float[]? classWeights; // by class; null: every image weighs the same
    private int count;

    /// <summary>Activations of the current batch.</summary>
    public ReadOnlySpan<float> Inputs => inputs.AsSpan(0, count * length);

    /// <summary>Probabilities of the classes that the current batch is trained towards.</summary>
    public ReadOnlySpan<float> Targets => targets.AsSpan(0, count * classes);

    /// <summary>Seed of the dropout of a step.</summary>
    /// <param name="step">Number of the step, from 0.</param>
    public ulong DropoutSeed(int step) => RandomStream.For(options.Seed, DropoutStream, step).NextBits();

    /// <summary>Prepares the weights of the classes for a set of training images, if the options have them.</summary>
    /// <param name="set">Training images.</param>
    public void WeighClasses(FeatureSet set)
    {
        if (options.ClassWeights == ClassWeighting.None) return;
        var counts = new int[classes];
        foreach (var sample in set.Samples) counts[sample.Label]++;
        // A class of n images weighs n * weight, so that the mean weight of all images is 1.
        var total = counts.Sum(images => Math.Sqrt(images));
        classWeights = [.. counts.Select(images => images == 0 ? 0 : (float)(set.Samples.Count / (total * Math.Sqrt(images))))];
    }

    /// <summary>The images and views of an epoch, in a random order.</summary>
    /// <param name="set">Training images.</param>
    /// <param name="epoch">Number of the epoch, from 1.</param>
    public (int Sample, int View)[] Order(FeatureSet set, int epoch)
    {
        var order = set.Epoch(epoch, options.Views);
        RandomStream.For(options.Seed, OrderStream, epoch).Shuffle(order.AsSpan());
        return order;
    }

    /// <summary>Reads images without changing them.</summary>
    /// <param name="set">The images.</param>
    /// <param name="batch">Those of the batch.</param>
    public void Read(FeatureSet set, ReadOnlySpan<(int Sample, int View)> batch)
    {
        count = batch.Length;
        set.Read(batch, inputs.AsSpan(0, count * length));
    }

    /// <summary>Reads a batch to train on.</summary>
    /// <param name="set">Training images.</param>
    /// <param name="batch">Those of the batch.</param>
    /// <param name="step">Number of the step, from 0.</param>
    public void Fill(FeatureSet set, ReadOnlySpan<(int Sample, int View)> batch, int step)
    {
        Read(set, batch);
        for (var i = 0; i < count; i++)
        {
            var label = set.Samples[batch[i].Sample].Label;
            var target = targets.AsSpan(i * classes, classes);
            SoftmaxCrossEntropy.FillTargets(label, options.LabelSmoothing, target);
            if (classWeights is null) continue;
            for (var n = 0; n < classes; n++) target[n] *= classWeights[label];
        }

        if (options.Mixup > 0) Mix(step);
    }

    /// <summary>Mixes every image with another one of the batch, all in the same proportion (Zhang et al. 2018).</summary>
    private void Mix(int step)
    {
        var random = RandomStream.For(options.Seed, MixupStream, step);
        var share = (float)random.Beta(options.Mixup);
        var others = partners.AsSpan(0, count);
        for (var i = 0; i < count; i++) others[i] = i;
        random.Shuffle(others);
        Mix(inputs, unmixedInputs, length, share);
        Mix(targets, unmixedTargets, classes, share);
    }

    private void Mix(float[] values, float[] unmixed, int size, float share)
    {
        values.AsSpan(0, count * size).CopyTo(unmixed);
        var rest = 1 - share;
        for (var i = 0; i < count; i++)
        {
            ReadOnlySpan<float> own = unmixed.AsSpan(i * size, size), other = unmixed.AsSpan(partners[i] * size, size);
            var mixed = values.AsSpan(i * size, size);
            for (var n = 0; n < size; n++) mixed[n] = (own[n] * share) + (other[n] * rest);
        }
    }
}
