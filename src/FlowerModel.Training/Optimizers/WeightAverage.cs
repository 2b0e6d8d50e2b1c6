using FlowerModel.Training.Kernels;
using FlowerModel.Training.Layers;
using FlowerModel.Training.Memory;

namespace FlowerModel.Training.Optimizers;

/// <summary>An exponential average of weights over the steps; its decay begins low, so that the first steps do not linger.</summary>
internal sealed unsafe class WeightAverage
{
    private readonly List<(TrainedWeight Weight, FloatBuffer Average)> averages = [];
    private readonly double decay;

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
