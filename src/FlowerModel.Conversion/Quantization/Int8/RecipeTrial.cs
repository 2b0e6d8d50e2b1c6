namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>The result of a recipe on images not used for calibration.</summary>
/// <param name="Recipe">The recipe.</param>
/// <param name="Divergence">
/// How far the int8 model's outputs are from the float32 model's; 0 if they are equal. For a model that ends in a softmax, the mean
/// Kullback-Leibler divergence of the probabilities in nats; for others, the energy of the differences divided by that of the float32 outputs.
/// </param>
/// <param name="Flips">Number of images with a different predicted label.</param>
/// <param name="Images">Number of images compared.</param>
public sealed record RecipeTrial(Int8Recipe Recipe, double Divergence, int Flips, int Images);
