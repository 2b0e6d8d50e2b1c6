using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Something the trainer can be asked to do: it maps a request to a stage's own code, and what that says to messages.</summary>
internal interface IVerb
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>One sentence for the help text.</summary>
    string Description { get; }

    /// <summary>Does it; the artifacts lie in the request's output folder when it returns.</summary>
    /// <exception cref="Pipeline.Diagnostics.PipelineException">It cannot be done, in words.</exception>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    void Run(TrainerRequest request, TrainerOutput output, CancellationToken cancellation);
}
