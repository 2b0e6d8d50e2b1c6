using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>A command of the trainer: it maps a request to a stage's code, and that code's progress to messages.</summary>
internal interface IVerb
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>A one-sentence description for the help text.</summary>
    string Description { get; }

    /// <summary>Runs the verb; when it returns, the artifacts are in the request's output folder.</summary>
    /// <exception cref="Pipeline.Diagnostics.PipelineException">The verb failed; the message describes why.</exception>
    /// <exception cref="OperationCanceledException">The verb was canceled.</exception>
    void Run(TrainerRequest request, TrainerOutput output, CancellationToken cancellation);
}
