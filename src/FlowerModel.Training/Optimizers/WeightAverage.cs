using FlowerModel.Training.Kernels;
using FlowerModel.Training.Layers;
using FlowerModel.Training.Memory;

namespace FlowerModel.Training.Optimizers;

/// <summary>
/// An exponential average of weights over the steps; its decay begins low, so that the first steps do not linger. What is evaluated and kept can be a mean of
/// it and of the weights at the start.
/// </summary>
internal sealed unsafe class WeightAverage
{
    private readonly List<(TrainedWeight Weight, FloatBuffer Average)> averages = [];
    private readonly double decay;
    private readonly float share;
    private readonly float[][] start; // empty if the share is 1
    private float[][]? exchanged; // the averages, while the weights are a mean of them and the start

    /// <param name="weights">Weights and moving averages; the average begins at their values.</param>
    /// <param name="decay">What stays of the average at each step, in the end; 0 = the average is the weights.</param>
    /// <param name="share">Share of the average in what is evaluated, above 0 to 1 (the default); the rest is the weights at this moment.</param>
    public WeightAverage(IReadOnlyList<TrainedWeight> weights, double decay, double share = 1)
    {
        (this.decay, this.share) = (decay, (float)share);
        start = share < 1 ? [.. weights.Select(weight => weight.Values.Span.ToArray())] : [];
        foreach (var weight in weights)
        {
            var average = new FloatBuffer(weight.Values.Length);
            weight.Values.Span.CopyTo(average.Span);
            averages.Add((weight, average));
        }
    }

    /// <summary>The averages, in the order of the weights; together with <see cref="Steps"/> they are the whole state.</summary>
    public IReadOnlyList<FloatBuffer> State => [.. averages.Select(pair => pair.Average)];

    /// <summary>Number of steps so far; set when a training continues from a saved state.</summary>
    public int Steps { get; set; }

    /// <summary>Updates the average with the weights after a step.</summary>
    /// <param name="kernels">Compute.</param>
    public void Update(TrainingKernels kernels)
    {
        Steps++;
        var share = (float)(1 - Math.Min(decay, (1.0 + Steps) / (10.0 + Steps)));
        foreach (var (weight, average) in averages) kernels.Average(weight.Values.Pointer, average.Length, share, average.Pointer);
    }

    /// <summary>
    /// Exchanges the weights and what is evaluated, which is the average or a mean of it and the start: once before an evaluation, and again before the next
    /// step.
    /// </summary>
    public void Exchange()
    {
        if (start.Length == 0)
        {
            Swap();
        }
        else if (exchanged is null)
        {
            Swap();
            exchanged = [.. averages.Select(pair => pair.Weight.Values.Span.ToArray())];
            for (var i = 0; i < start.Length; i++)
            {
                var values = averages[i].Weight.Values.Span;
                for (var k = 0; k < values.Length; k++) values[k] = start[i][k] + (share * (values[k] - start[i][k]));
            }
        }
        else
        {
            for (var i = 0; i < exchanged.Length; i++) exchanged[i].CopyTo(averages[i].Weight.Values.Span);
            exchanged = null;
            Swap();
        }
    }

    private void Swap()
    {
        foreach (var (weight, average) in averages)
        {
            Span<float> values = weight.Values.Span, other = average.Span;
            for (var i = 0; i < values.Length; i++) (values[i], other[i]) = (other[i], values[i]);
        }
    }
}
