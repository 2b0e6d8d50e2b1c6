using System.Globalization;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Training;
using FlowerModel.Training.Kernels.Vectorized;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The run of a training for a request: messages, checkpoint, cancellation.</summary>
internal static class TrainingRuns
{
    /// <summary>Creates the run.</summary>
    /// <param name="request">The request.</param>
    /// <param name="phase">Name of the phase in messages.</param>
    /// <param name="epochs">Number of epochs.</param>
    /// <param name="output">Receives the messages.</param>
    /// <param name="cancellation">Stops the training.</param>
    public static TrainingRun Of(TrainerRequest request, string phase, int epochs, TrainerOutput output, CancellationToken cancellation)
    {
        output.Detail($"{request.Model}: {phase}, threads: {Environment.ProcessorCount}; {VectorWidths.Description}");
        return new TrainingRun
        {
            Progress = new EpochLines(request.Model, phase, epochs, output),
            Checkpoint = request.Checkpoint.Length == 0 ? null : request.Checkpoint,
            Continued = epoch => output.Progress(string.Create(
                CultureInfo.InvariantCulture, $"{request.Model}: {phase} was interrupted; it continues after epoch {epoch}/{epochs}.")),
            Cancellation = cancellation,
        };
    }
}
