using FlowerModel.Training.Numerics;

namespace FlowerModel.Trainer.Calibration;

/// <summary>
/// Temperature scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks"): the logits are divided by one number, which changes no answer, so that
/// scores are the probabilities of being right.
/// </summary>
internal static class Temperature
{
    private const double PriorDeviation = 0.5; // of the logarithm: few images move the temperature little
    private const double MaxLogarithm = 2.5;
    private const int Iterations = 60;
    private const double Step = 0.05; // of the logarithm: a new validation image seldom makes another model

    /// <summary>
    /// Returns the temperature that makes the cross-entropy of labeled outputs smallest. The logarithm of the temperature has a normal prior around 0, so
    /// that a handful of images, all of them right, does not make the scores certain.
    /// </summary>
    /// <param name="images">Outputs for images that were not trained on.</param>
    public static double Fit(IReadOnlyList<LabeledOutputs> images)
    {
        // Golden-section search: the objective is smooth and has one minimum.
        var golden = (Math.Sqrt(5) - 1) / 2;
        double low = -MaxLogarithm, high = MaxLogarithm;
        double left = high - (golden * (high - low)), right = low + (golden * (high - low));
        double atLeft = Objective(images, left), atRight = Objective(images, right);
        for (var i = 0; i < Iterations; i++)
        {
            if (atLeft < atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (golden * (high - low));
                atLeft = Objective(images, left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (golden * (high - low));
                atRight = Objective(images, right);
            }
        }

        return PortableMath.Exp(Math.Round((low + high) / 2 / Step) * Step);
    }

    /// <summary>Softmax of logits at a temperature.</summary>
    /// <param name="outputs">The logits.</param>
    /// <param name="temperature">The temperature.</param>
    public static double[] Softmax(ReadOnlySpan<float> outputs, double temperature)
    {
        var greatest = double.NegativeInfinity;
        foreach (var output in outputs) greatest = Math.Max(greatest, output);
        var scores = new double[outputs.Length];
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++) sum += scores[i] = PortableMath.Exp((outputs[i] - greatest) / temperature);
        for (var i = 0; i < scores.Length; i++) scores[i] /= sum;
        return scores;
    }

    private static double Objective(IReadOnlyList<LabeledOutputs> images, double logarithm)
    {
        var temperature = PortableMath.Exp(logarithm);
        var sum = logarithm * logarithm / (2 * PriorDeviation * PriorDeviation);
        foreach (var image in images)
        {
            double greatest = double.NegativeInfinity, exponentials = 0;
            foreach (var output in image.Outputs) greatest = Math.Max(greatest, output);
            foreach (var output in image.Outputs) exponentials += PortableMath.Exp((output - greatest) / temperature);
            sum += PortableMath.Log(exponentials) + ((greatest - image.Outputs[image.Label]) / temperature);
        }

        return sum;
    }
}
