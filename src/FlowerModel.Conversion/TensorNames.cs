namespace FlowerModel.Conversion;

/// <summary>Names of inputs and outputs in signatures and metadata.</summary>
public static class TensorNames
{
    /// <summary>The input: one RGB image in [-1, 1], [1, size, size, 3].</summary>
    public const string Image = "image";

    /// <summary>The output of a classifier: one probability per class, [1, classes].</summary>
    public const string Probability = "probability";

    /// <summary>The output of a classifier whose head ends without an activation function: one score per class, [1, classes].</summary>
    public const string Logits = "logits";

    /// <summary>The output of a model without a head: the pooled features, [1, channels].</summary>
    public const string Features = "features";
}
