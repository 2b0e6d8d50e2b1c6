namespace FlowerModel.Training.Layers;

/// <summary>The weights of a batch normalization.</summary>
/// <param name="Gamma">Factor of each channel.</param>
/// <param name="Beta">What is added to each channel.</param>
/// <param name="Mean">Moving average of the mean.</param>
/// <param name="Variance">Moving average of the variance.</param>
/// <param name="Epsilon">Added to the variance.</param>
internal sealed record NormalizationWeights(TrainedWeight Gamma, TrainedWeight Beta, TrainedWeight Mean, TrainedWeight Variance, double Epsilon)
{
    /// <summary>All of them, in Keras' order.</summary>
    public IReadOnlyList<TrainedWeight> All { get; } = [Gamma, Beta, Mean, Variance];

    /// <summary>1 / the standard deviation of a channel.</summary>
    /// <param name="channel">The channel.</param>
    public double InverseDeviation(int channel) => InverseDeviation((double)Variance.Values.Span[channel]);

    /// <summary>1 / the standard deviation that belongs to a variance.</summary>
    /// <param name="variance">The variance.</param>
    public double InverseDeviation(double variance) => 1 / Math.Sqrt(variance + Epsilon);
}
