using FlowerModel.Training.Losses;

namespace FlowerModel.Training.Tests.Judge;

/// <summary>The sum of products of outputs and targets: the gradient of the outputs is whatever a test wants.</summary>
internal sealed unsafe class DotLoss : TrainingLoss
{
    public override double Compute(float* outputs, float* targets, int length, double factor, float* gradient)
    {
        var sum = 0.0;
        for (var i = 0; i < length; i++)
        {
            sum += (double)outputs[i] * targets[i];
            gradient[i] = (float)(targets[i] * factor);
        }

        return sum;
    }
}
