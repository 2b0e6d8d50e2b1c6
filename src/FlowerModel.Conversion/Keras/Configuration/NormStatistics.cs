namespace FlowerModel.Conversion.Keras.Configuration;

/// <summary><c>BatchNormalization</c> with fixed statistics, as a factor and a summand per channel.</summary>
internal static class NormStatistics
{
    /// <summary>Returns factors and summands.</summary>
    /// <exception cref="KerasWeightsException">The layer's statistics are missing or have different lengths.</exception>
    public static (double[] Scale, double[] Shift) Of(KerasWeights weights, LayerConfiguration layer)
    {
        var own = weights.Find(layer.Name);
        var (mean, variance) = (own?.Find("moving_mean")?.Values, own?.Find("moving_variance")?.Values);
        if (mean is null || variance is null || mean.Length != variance.Length)
            throw new KerasWeightsException(weights.Source, $"layer {layer.Description} has no moving_mean and moving_variance");
        var (gamma, beta) = (own!.Find("gamma")?.Values, own.Find("beta")?.Values);
        if ((gamma ?? mean).Length != mean.Length || (beta ?? mean).Length != mean.Length)
            throw new KerasWeightsException(weights.Source, $"the weights of layer {layer.Description} have different lengths");
        var epsilon = layer.Number("epsilon", 1e-3);
        double[] scale = [.. variance.Select((value, i) => (gamma?[i] ?? 1) / Math.Sqrt(value + epsilon))];
        return (scale, [.. mean.Select((value, i) => (beta?[i] ?? 0) - (value * scale[i]))]);
    }
}
