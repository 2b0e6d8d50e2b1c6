using FlowerModel.Conversion.Keras;
using FlowerModel.Trainer.Calibration;

namespace FlowerModel.Trainer.Training;

/// <summary>The result of a training phase.</summary>
/// <param name="Weights">Weights of the best epoch.</param>
/// <param name="History">The figures of its epochs.</param>
/// <param name="Validation">Outputs of the best epoch for the validation images.</param>
internal sealed record TrainingResult(KerasWeights Weights, TrainingHistory History, IReadOnlyList<LabeledOutputs> Validation);
