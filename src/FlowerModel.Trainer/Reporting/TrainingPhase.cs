using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Reporting;

/// <summary>One phase of a training with its name.</summary>
/// <param name="Name">Name of the phase: <see cref="Head"/> or <see cref="FineTune"/>.</param>
/// <param name="History">The figures of its epochs.</param>
internal sealed record TrainingPhase(string Name, TrainingHistory History)
{
    /// <summary>Training of the classification head on the frozen base.</summary>
    public const string Head = "head";

    /// <summary>Training of the top of the base with the head.</summary>
    public const string FineTune = "fine-tune";
}
