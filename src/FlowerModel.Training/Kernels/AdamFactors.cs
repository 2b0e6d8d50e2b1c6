namespace FlowerModel.Training.Kernels;

/// <summary>
/// The numbers of one step of Adam (Kingma and Ba 2015) as Keras computes it:
/// <c>m = m + (g - m)(1 - beta1)</c>, <c>v = v + (g*g - v)(1 - beta2)</c>, <c>w = w * (1 - rate * decay) - m * alpha / (sqrt(v) + epsilon)</c> with
/// <c>alpha = rate * sqrt(1 - beta2^t) / (1 - beta1^t)</c>.
/// </summary>
/// <param name="FirstShare">1 - beta1.</param>
/// <param name="SecondShare">1 - beta2.</param>
/// <param name="Alpha">The rate with both corrections.</param>
/// <param name="Epsilon">Added to the root.</param>
/// <param name="Keep">What stays of a weight: 1 - rate * decay; 1 without decay.</param>
internal readonly record struct AdamFactors(float FirstShare, float SecondShare, float Alpha, float Epsilon, float Keep);
