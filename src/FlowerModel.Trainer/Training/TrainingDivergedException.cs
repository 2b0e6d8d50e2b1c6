using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Trainer.Training;

/// <summary>The loss is no longer a number: the learning rate is too high for this network and data.</summary>
internal sealed class TrainingDivergedException(int epoch, double learningRate)
    : Exception($"the loss became infinite in epoch {epoch} at learning rate {learningRate}; use a lower rate"), ICodedError
{
    /// <inheritdoc/>
    public Diagnostic Diagnostic => Diagnostic.Error(Codes.TrainingDiverged, $"Training diverged: {Message}.");
}
