using FlowerModel.Training.Kernels;
using FlowerModel.Training.Layers;
using FlowerModel.Training.Memory;

namespace FlowerModel.Training.Optimizers;

/// <summary>Adam as Keras computes it, with its epsilon; with decay AdamW (Loshchilov and Hutter 2019).</summary>
internal sealed unsafe class AdamOptimizer
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-7;
    private readonly Dictionary<TrainedWeight, (FloatBuffer First, FloatBuffer Second)> averages = [];
    private readonly List<FloatBuffer> state = [];
    private readonly double weightDecay;
    private AdamFactors factors;
    private double power1 = 1;
    private double power2 = 1;

    /// <param name="weights">What is trained; others are left out.</param>
    /// <param name="weightDecay">Share of the learning rate that each step takes off a weight; 0 = Adam.</param>
    public AdamOptimizer(IEnumerable<TrainedWeight> weights, double weightDecay = 0)
    {
        this.weightDecay = weightDecay;
        foreach (var weight in weights.Where(weight => weight.IsTrained))
        {
            FloatBuffer first = new(weight.Values.Length), second = new(weight.Values.Length);
            averages.Add(weight, (first, second));
            state.AddRange([first, second]);
        }
    }

    /// <summary>The moving averages, in the order of the weights; together with <see cref="Steps"/> they are the whole state.</summary>
    public IReadOnlyList<FloatBuffer> State => state;

    /// <summary>Number of steps so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Continues after a number of steps, whose moving averages have been restored to <see cref="State"/>.</summary>
    /// <param name="steps">Number of steps.</param>
    public void ContinueAfter(int steps)
    {
        (Steps, power1, power2) = (0, 1, 1);
        while (Steps < steps) CountStep();
    }

    /// <summary>Begins a step.</summary>
    /// <param name="rate">Its learning rate.</param>
    public void BeginStep(double rate)
    {
        CountStep();
        factors = new AdamFactors(
            (float)(1 - Beta1), (float)(1 - Beta2), (float)(rate * Math.Sqrt(1 - power2) / (1 - power1)), (float)Epsilon,
            (float)(1 - (rate * weightDecay)));
    }

    /// <summary>Changes a weight by its gradient; different weights may be changed at the same time.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="kernels">Compute.</param>
    public void Update(TrainedWeight weight, TrainingKernels kernels)
    {
        if (!averages.TryGetValue(weight, out var moments)) return;
        kernels.Adam(weight.Gradient.Pointer, weight.Values.Length, factors, moments.First.Pointer, moments.Second.Pointer, weight.Values.Pointer);
    }

    // The powers are products in the order of the steps, so that continuing gives the same bits as never stopping.
    private void CountStep()
    {
        Steps++;
        power1 *= Beta1;
        power2 *= Beta2;
    }
}
