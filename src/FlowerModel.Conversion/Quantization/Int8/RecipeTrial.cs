namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>What a recipe came to on images that did not calibrate.</summary>
/// <param name="Recipe">The recipe.</param>
/// <param name="Divergence">
/// How far the int8 model's answers are from the float32 model's, 0 for none: for a model that ends in a softmax the mean Kullback-Leibler
/// divergence of the probabilities in nats, for others the energy of the differences over that of the float32 results.
/// </param>
/// <param name="Flips">Images with another label.</param>
/// <param name="Images">Images compared.</param>
public sealed record RecipeTrial(Int8Recipe Recipe, double Divergence, int Flips, int Images);
