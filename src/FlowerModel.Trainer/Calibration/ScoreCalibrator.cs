using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Artifacts;

namespace FlowerModel.Trainer.Calibration;

/// <summary>Calibrates the scores of a trained network on its validation images.</summary>
internal static class ScoreCalibrator
{
    private const string OutputLayer = "dense";

    /// <summary>Fits temperature and threshold.</summary>
    /// <param name="images">The network's outputs for the validation images.</param>
    /// <param name="calibrate">False: the temperature stays 1, and only the threshold is fitted.</param>
    public static CalibrationReport Fit(IReadOnlyList<LabeledOutputs> images, bool calibrate)
    {
        var temperature = calibrate ? Temperature.Fit(images) : 1;
        var unknown = UnknownThreshold.Fit(images, temperature);
        return new CalibrationReport(
            temperature, CalibrationError.Of(images, 1), CalibrationError.Of(images, temperature), unknown.Threshold, unknown.Known, unknown.Rejected);
    }

    /// <summary>Folds a temperature into the last layer, so that its outputs are divided by it.</summary>
    /// <param name="weights">The weights of head, or of base and head.</param>
    /// <param name="temperature">The temperature.</param>
    public static KerasWeights Fold(KerasWeights weights, double temperature) => temperature == 1
        ? weights
        : new KerasWeights(weights.Layers.Select(layer => layer.Name == OutputLayer ? Divide(layer, temperature) : layer), weights.Source);

    private static KerasLayer Divide(KerasLayer layer, double temperature) => layer with
    {
        Tensors = [.. layer.Tensors.Select(weight => weight with { Values = [.. weight.Values.Select(value => (float)(value / temperature))] })],
    };
}
