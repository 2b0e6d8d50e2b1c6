using FlowerModel.Conversion.Evaluation;

namespace FlowerModel.Trainer.Calibration;

/// <summary>The expected calibration error of a network's outputs.</summary>
internal static class CalibrationError
{
    /// <summary>Returns the error of outputs at a temperature, 0 to 1.</summary>
    /// <param name="images">The outputs.</param>
    /// <param name="temperature">The temperature.</param>
    public static double Of(IReadOnlyList<LabeledOutputs> images, double temperature) => CalibrationBins.Error(images.Select(image =>
    {
        var scores = Temperature.Softmax(image.Outputs, temperature);
        var answer = Array.IndexOf(scores, scores.Max());
        return (scores[answer], answer == image.Label);
    }));
}
