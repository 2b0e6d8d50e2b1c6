namespace FlowerModel.Runtime;

/// <summary>The result of classifying one image, with the class activation map of each class. Immutable.</summary>
public sealed class Explanation
{
    private readonly IReadOnlyList<string> labels;
    private readonly LinearHead head;
    private readonly float[] features;

    internal Explanation(Classification classification, IReadOnlyList<string> labels, LinearHead head, float[] features)
    {
        Classification = classification;
        this.labels = labels;
        this.head = head;
        this.features = features;
    }

    /// <summary>The result of classifying the image.</summary>
    public Classification Classification { get; }

    /// <summary>Computes the map of the most likely class.</summary>
    public ActivationMap Map() => Map(Classification.Index);

    /// <summary>Computes the map of a class.</summary>
    /// <param name="index">The index of the class in the model's output.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no class with this index.</exception>
    public ActivationMap Map(int index)
    {
        if ((uint)index >= (uint)this.labels.Count) throw new ArgumentOutOfRangeException(nameof(index), index, $"The model has {this.labels.Count} classes.");
        return new ActivationMap(
            this.labels[index], index, this.head.Width, this.head.Height, this.head.Contributions(this.features, index), this.head.Bias[index]);
    }
}
