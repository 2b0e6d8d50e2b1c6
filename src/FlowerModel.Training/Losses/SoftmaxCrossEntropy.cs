using FlowerModel.Training.Numerics;

namespace FlowerModel.Training.Losses;

/// <summary>The cross-entropy between softmax of the outputs and a distribution over the classes, in double precision.</summary>
internal sealed unsafe class SoftmaxCrossEntropy : TrainingLoss
{
    /// <summary>Writes the distribution of a class whose probability is partly spread over all classes (Szegedy et al. 2016).</summary>
    /// <param name="label">The class.</param>
    /// <param name="smoothing">The share that is spread, 0 to below 1.</param>
    /// <param name="targets">Receives the distribution.</param>
    public static void FillTargets(int label, double smoothing, Span<float> targets)
    {
        for (var i = 0; i < targets.Length; i++) targets[i] = (float)((smoothing / targets.Length) + (i == label ? 1 - smoothing : 0));
    }

    /// <summary>Returns the loss of one image whose class is certain.</summary>
    /// <param name="outputs">Outputs of the network.</param>
    /// <param name="label">The class.</param>
    public static double LossOf(ReadOnlySpan<float> outputs, int label)
    {
        double greatest = double.NegativeInfinity, sum = 0;
        foreach (var output in outputs) greatest = output > greatest || float.IsNaN(output) ? output : greatest;
        foreach (var output in outputs) sum += PortableMath.Exp(output - greatest);
        return PortableMath.Log(sum) + greatest - outputs[label];
    }

    public override double Compute(float* outputs, float* targets, int length, double factor, float* gradient)
    {
        double greatest = double.NegativeInfinity, sum = 0, total = 0, loss = 0;
        for (var i = 0; i < length; i++)
        {
            // NaN is handed on, so that a diverging training shows.
            greatest = outputs[i] > greatest || float.IsNaN(outputs[i]) ? outputs[i] : greatest;
            total += targets[i];
        }

        for (var i = 0; i < length; i++) sum += PortableMath.Exp(outputs[i] - greatest);
        var logarithm = PortableMath.Log(sum);
        for (var i = 0; i < length; i++)
        {
            loss -= targets[i] * (outputs[i] - greatest - logarithm);
            gradient[i] = (float)(((PortableMath.Exp(outputs[i] - greatest) / sum * total) - targets[i]) * factor);
        }

        return loss;
    }
}
