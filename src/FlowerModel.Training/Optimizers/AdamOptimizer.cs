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
            averages.Add(weight, (new FloatBuffer(weight.Values.Length), new FloatBuffer(weight.Values.Length)));
    }

    /// <summary>Begins a step.</summary>
    /// <param name="rate">Its learning rate.</param>
    public void BeginStep(double rate)
    {
        power1 *= Beta1;
        power2 *= Beta2;
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
}
