using FlowerModel.Conversion.Keras;

namespace FlowerModel.Trainer.Training;

/// <summary>The result of a training phase.</summary>
/// <param name="Weights">Weights of the best epoch.</param>
/// <param name="History">The figures of its epochs.</param>
internal sealed record TrainingResult(KerasWeights Weights, TrainingHistory History);
