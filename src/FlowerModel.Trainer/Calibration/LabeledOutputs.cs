namespace FlowerModel.Trainer.Calibration;

/// <summary>A network's outputs for an image whose class is known.</summary>
/// <param name="Outputs">The logits, [classes].</param>
/// <param name="Label">Index of the class.</param>
internal readonly record struct LabeledOutputs(float[] Outputs, int Label);
