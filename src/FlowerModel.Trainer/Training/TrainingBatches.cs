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
    private int count;

    /// <summary>Activations of the current batch.</summary>
    public ReadOnlySpan<float> Inputs => inputs.AsSpan(0, count * length);

    /// <summary>Probabilities of the classes that the current batch is trained towards.</summary>
    public ReadOnlySpan<float> Targets => targets.AsSpan(0, count * classes);

    /// <summary>Seed of the dropout of a step.</summary>
    /// <param name="step">Number of the step, from 0.</param>
    public ulong DropoutSeed(int step) => RandomStream.For(options.Seed, DropoutStream, step).NextBits();

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
            SoftmaxCrossEntropy.FillTargets(set.Samples[batch[i].Sample].Label, options.LabelSmoothing, targets.AsSpan(i * classes, classes));
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
