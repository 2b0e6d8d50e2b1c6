using System.Globalization;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Training;
using FlowerModel.Training.Kernels.Vectorized;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The run of a training for a request: messages, checkpoint, cancellation.</summary>
internal static class TrainingRuns
{
    /// <summary>Opens the epochs of the request's training; null if they are not kept.</summary>
    /// <param name="request">The request.</param>
    /// <param name="patience">See <see cref="TrainingOptions.Patience"/>. If validation images decide how many epochs there are, none are kept.</param>
    public static KeptEpochs? Epochs(TrainerRequest request, int patience) =>
        request.Epochs.Length == 0 || patience > 0 ? null : KeptEpochs.Open(request.Epochs);

    /// <summary>Creates the run.</summary>
    /// <param name="request">The request.</param>
    /// <param name="phase">Name of the phase in messages.</param>
    /// <param name="epochs">Number of epochs.</param>
    /// <param name="kept">The epochs of this training.</param>
    /// <param name="output">Receives the messages.</param>
    /// <param name="cancellation">Stops the training.</param>
    public static TrainingRun Of(
        TrainerRequest request, string phase, int epochs, KeptEpochs? kept, TrainerOutput output, CancellationToken cancellation)
    {
        output.Detail($"{request.Model}: {phase}, threads: {Environment.ProcessorCount}; {VectorWidths.Description}");
        return new TrainingRun
        {
            Progress = new EpochLines(request.Model, phase, epochs, output),
            Batches = new BatchStatus(phase, epochs, output),
            Checkpoint = request.Checkpoint.Length == 0 ? null : request.Checkpoint,
            Continued = epoch => output.Progress(string.Create(
                CultureInfo.InvariantCulture, $"{request.Model}: {phase} was interrupted; it continues after epoch {epoch}/{epochs}.")),
            Kept = kept,
            Replayed = history => output.Progress(string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Model}: {phase}: the training images have not changed; epoch {history.BestEpoch}/{epochs} of the earlier training is the "
                + $"best on the validation images: val_loss {history.Best.ValidationLoss:F4}, val_accuracy {history.Best.ValidationAccuracy:F4}")),
            Cancellation = cancellation,
        };
    }
}
