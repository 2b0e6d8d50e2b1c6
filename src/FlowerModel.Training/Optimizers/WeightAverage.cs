using FlowerModel.Training.Kernels;
using FlowerModel.Training.Layers;
using FlowerModel.Training.Memory;

namespace FlowerModel.Training.Optimizers;

/// <summary>An exponential average of weights over the steps; its decay begins low, so that the first steps do not linger.</summary>
internal sealed unsafe class WeightAverage
{
    private readonly List<(TrainedWeight Weight, FloatBuffer Average)> averages = [];
    private readonly double decay;
    private int steps;

    /// <param name="weights">Weights and moving averages; the average begins at their values.</param>
    /// <param name="decay">What stays of the average at each step, in the end.</param>
    public WeightAverage(IEnumerable<TrainedWeight> weights, double decay)
    {
        this.decay = decay;
        foreach (var weight in weights)
        {
            var average = new FloatBuffer(weight.Values.Length);
            weight.Values.Span.CopyTo(average.Span);
            averages.Add((weight, average));
        }
    }

    /// <summary>Takes in the weights after a step.</summary>
    /// <param name="kernels">Compute.</param>
    public void Update(TrainingKernels kernels)
    {
        steps++;
        var share = (float)(1 - Math.Min(decay, (1.0 + steps) / (10.0 + steps)));
        foreach (var (weight, average) in averages) kernels.Average(weight.Values.Pointer, average.Length, share, average.Pointer);
    }

    /// <summary>Exchanges weights and average: once before an evaluation, and again before the next step.</summary>
    public void Exchange()
    {
        foreach (var (weight, average) in averages)
        {
            Span<float> values = weight.Values.Span, other = average.Span;
            for (var i = 0; i < values.Length; i++) (values[i], other[i]) = (other[i], values[i]);
        }
    }
}
