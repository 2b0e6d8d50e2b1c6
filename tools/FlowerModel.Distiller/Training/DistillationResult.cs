using FlowerModel.Conversion.Keras;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Distiller.Training;

/// <summary>A trained student.</summary>
/// <param name="Weights">Its weights, with BatchNorm statistics measured after the last training step.</param>
/// <param name="History">Its epochs; "accuracy" is the mean cosine similarity of the student's and the teacher's pooled features.</param>
internal sealed record DistillationResult(KerasWeights Weights, TrainingHistory History);
