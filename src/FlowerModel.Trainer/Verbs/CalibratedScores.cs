using System.Globalization;
using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Calibration;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The calibration of a trained network: an artifact, a message, and weights that contain the temperature.</summary>
internal static class CalibratedScores
{
    /// <summary>Writes the calibration.</summary>
    /// <param name="request">The request.</param>
    /// <param name="result">The training.</param>
    /// <param name="calibrate">False: only the threshold of unknown answers is found.</param>
    /// <param name="output">Receives the message.</param>
    /// <returns>The weights, calibrated.</returns>
    public static KerasWeights Write(TrainerRequest request, TrainingResult result, bool calibrate, TrainerOutput output)
    {
        var calibration = ScoreCalibrator.Fit(result.Validation, calibrate);
        AtomicFile.WriteText(Path.Combine(request.OutputDirectory, CalibrationReport.FileName), calibration.ToJson());
        var scores = calibrate
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"scores calibrated with temperature {calibration.Temperature:F2}: expected calibration error {calibration.ErrorBefore:F3} before, "
                + $"{calibration.Error:F3} after; ")
            : "";
        var rejected = calibration.Rejected is { } share
            ? string.Create(CultureInfo.InvariantCulture, $", and {share:P0} of the images of classes held out")
            : "";
        output.Detail(string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Model}: {scores}answers below {calibration.UnknownThreshold:F2} are unknown: {1 - calibration.Known:P0} of the validation images"
            + $"{rejected}"));
        return ScoreCalibrator.Fold(result.Weights, calibration.Temperature);
    }
}
