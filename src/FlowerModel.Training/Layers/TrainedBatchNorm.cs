using FlowerModel.Training.Kernels;
using FlowerModel.Training.Memory;

namespace FlowerModel.Training.Layers;

/// <summary>
/// Batch normalization that is not folded: with the statistics of the batch, or with moving averages where no convolution stands before it.
/// </summary>
/// <remarks>
/// The batch's mean and variance come from those of the micro-batches, combined in order in double precision (Chan et al. 1979). Moving averages take the
/// unbiased variance, as TensorFlow's and PyTorch's kernels do.
/// </remarks>
internal sealed unsafe class TrainedBatchNorm : TrainedLayer
{
    private readonly NormalizationWeights norm;
    private readonly double momentum;
    private readonly int channels;
    private readonly int microBatchImages;
    private readonly FloatBuffer parts; // [micro-batches, 2, channels]: means and sums of squares, or sums of gradients
    private readonly FloatBuffer mean; // [channels], of the batch or moving
    private readonly FloatBuffer scale; // [channels]
    private readonly FloatBuffer shift; // [channels]
    private readonly FloatBuffer factors; // [4, channels], see TrainingKernels.NormalizationInputGradient
    private readonly FloatBuffer zeros; // [channels]
    private readonly double[] inverseDeviation;
    private readonly GradientSlots slots; // [2, channels] each
    private int batchesSeen = int.MaxValue; // since the statistics were restarted

    /// <param name="name">Keras' name.</param>
    /// <param name="kernels">Compute.</param>
    /// <param name="input">[height, width, channels].</param>
    /// <param name="output">The same.</param>
    /// <param name="norm">The weights.</param>
    /// <param name="momentum">What stays of the moving averages at each step; null: they are fixed and normalize.</param>
    /// <param name="microBatches">Micro-batches of a batch at most.</param>
    /// <param name="microBatchImages">Images of a micro-batch.</param>
    public TrainedBatchNorm(
        string name, TrainingKernels kernels, LayerInput input, FeatureMap output, NormalizationWeights norm, double? momentum, int microBatches,
        int microBatchImages)
        : base(name, kernels, [input], output)
    {
        channels = output.Shape.Channels;
        (this.norm, this.momentum, this.microBatchImages, NeedsWholeBatch) = (norm, momentum ?? 1, microBatchImages, momentum is not null);
        parts = new FloatBuffer(microBatches * 2 * channels);
        (mean, scale, shift, zeros) = (new(channels), new(channels), new(channels), new(channels));
        factors = new FloatBuffer(4 * channels);
        inverseDeviation = new double[channels];
        slots = new GradientSlots(2 * channels);
    }

    public override bool NeedsWholeBatch { get; }

    public override IReadOnlyList<TrainedWeight> Weights => norm.All;

    /// <summary>Takes the moving averages; in a step with the batch's statistics, <see cref="Combine"/> takes those instead.</summary>
    public override void Prepare()
    {
        norm.Mean.Values.Span.CopyTo(mean.Span);
        for (var n = 0; n < channels; n++) inverseDeviation[n] = norm.InverseDeviation(n);
        SetScaleAndShift();
        // With fixed statistics the gradient is scaled, and that is all.
        factors.Span.Clear();
        scale.Span.CopyTo(factors.Span);
    }

    public override void Gather(in MicroBatch batch)
    {
        var rows = batch.Images * Output.Positions;
        var x = batch.Value(Inputs[0].Map);
        float* means = Part(batch.Index), squares = means + channels;
        new Span<float>(means, 2 * channels).Clear();
        Kernels.ChannelSums(x, x, zeros.Pointer, rows, channels, means, squares);
        for (var n = 0; n < channels; n++) (means[n], squares[n]) = (means[n] / rows, 0);
        Kernels.CenteredSquares(x, means, rows, channels, squares);
    }

    public override void Combine(int microBatches, int images)
    {
        var count = (double)images * Output.Positions;
        var kept = Math.Min(momentum, 1 - (1 / (batchesSeen + 1.0)));
        for (var n = 0; n < channels; n++)
        {
            double sum = 0, squares = 0, seen = 0;
            for (var i = 0; i < microBatches; i++)
            {
                var rows = (double)Math.Min(microBatchImages, images - (i * microBatchImages)) * Output.Positions;
                var difference = Part(i)[n] - sum;
                squares += Part(i)[channels + n] + (difference * difference * seen * rows / (seen + rows));
                sum += difference * rows / (seen + rows);
                seen += rows;
            }

            mean.Span[n] = (float)sum;
            inverseDeviation[n] = norm.InverseDeviation(squares / count);
            Move(ref norm.Mean.Values.Span[n], sum, kept);
            Move(ref norm.Variance.Values.Span[n], count > 1 ? squares / (count - 1) : 0, kept);
        }

        if (batchesSeen < int.MaxValue) batchesSeen++;
        SetScaleAndShift();
    }

    /// <summary>
    /// Estimates the moving averages again: the next batches are averaged with equal weight until the layer's momentum takes over, so that the values
    /// before have no influence.
    /// </summary>
    public void RestartStatistics() => batchesSeen = 0;

    public override void Forward(in MicroBatch batch) => Kernels.ScaleShift(
        batch.Value(Inputs[0].Map), batch.Images * Output.Positions, channels, scale.Pointer, shift.Pointer, Output.Clamp, batch.Value(Output));

    public override void GatherGradients(in MicroBatch batch)
    {
        new Span<float>(Part(batch.Index), 2 * channels).Clear();
        AddGradients(batch, Part(batch.Index));
    }

    public override void CombineGradients(int microBatches, int images)
    {
        for (var i = 1; i < microBatches; i++) Kernels.Add(Part(0), Part(i), 2 * channels, Part(0));
        var count = (double)images * Output.Positions;
        float* a = factors.Pointer, b = a + channels, center = b + channels, c = center + channels;
        for (var n = 0; n < channels; n++)
        {
            double deviation = inverseDeviation[n], full = norm.Gamma.Values.Span[n] * deviation;
            (a[n], center[n]) = ((float)full, mean.Span[n]);
            b[n] = (float)(-full * deviation * deviation * Part(0)[channels + n] / count);
            c[n] = (float)(-full * Part(0)[n] / count);
        }

        SetGradients(Part(0));
    }

    public override void Backward(in MicroBatch batch)
    {
        if (!NeedsWholeBatch)
        {
            if (batch.BeginsSlot) slots.Clear(batch.Slot);
            AddGradients(batch, slots[batch.Slot]);
        }

        if (!Inputs[0].Map.NeedsGradient) return;
        Kernels.NormalizationInputGradient(
            batch.Gradient(Output), batch.Value(Inputs[0].Map), batch.Images * Output.Positions, channels, factors.Pointer, batch.Target(Inputs[0]));
    }

    public override void Finish(int slots)
    {
        if (!NeedsWholeBatch) SetGradients(this.slots.Sum(slots, Kernels));
    }

    private float* Part(int microBatch) => parts.Pointer + (microBatch * 2 * channels);

    private static void Move(ref float average, double value, double kept) => average = (float)((average * kept) + (value * (1 - kept)));

    private void AddGradients(in MicroBatch batch, float* sums) => Kernels.ChannelSums(
        batch.Gradient(Output), batch.Value(Inputs[0].Map), mean.Pointer, batch.Images * Output.Positions, channels, sums, sums + channels);

    private void SetScaleAndShift()
    {
        for (var n = 0; n < channels; n++)
        {
            scale.Span[n] = (float)(norm.Gamma.Values.Span[n] * inverseDeviation[n]);
            shift.Span[n] = (float)(norm.Beta.Values.Span[n] - (mean.Span[n] * (double)scale.Span[n]));
        }
    }

    private void SetGradients(float* sums)
    {
        for (var n = 0; n < channels; n++)
        {
            if (norm.Beta.IsTrained) norm.Beta.Gradient.Span[n] = sums[n];
            if (norm.Gamma.IsTrained) norm.Gamma.Gradient.Span[n] = (float)(sums[channels + n] * inverseDeviation[n]);
        }
    }
}
