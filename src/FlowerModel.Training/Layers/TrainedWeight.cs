using FlowerModel.Training.Memory;

namespace FlowerModel.Training.Layers;

/// <summary>A weight under Keras' names and in Keras' order of dimensions.</summary>
internal sealed class TrainedWeight
{
    /// <param name="layer">Keras' name of the layer.</param>
    /// <param name="name">Keras' name of the weight: <c>kernel</c>, <c>gamma</c>.</param>
    /// <param name="shape">Dimensions.</param>
    /// <param name="isTrained">False for frozen weights and for moving averages.</param>
    public TrainedWeight(string layer, string name, IReadOnlyList<int> shape, bool isTrained)
    {
        (Layer, Name, Shape, IsTrained) = (layer, name, shape, isTrained);
        var length = shape.Aggregate(1, (product, size) => checked(product * size));
        Values = new FloatBuffer(length);
        Gradient = new FloatBuffer(isTrained ? length : 0);
    }

    /// <summary>Keras' name of the layer.</summary>
    public string Layer { get; }

    /// <summary>Keras' name of the weight.</summary>
    public string Name { get; }

    /// <summary>Dimensions in Keras' order.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>True where steps change it.</summary>
    public bool IsTrained { get; }

    /// <summary>True for a moving average of batch normalization.</summary>
    public bool IsStatistic => Name is "moving_mean" or "moving_variance";

    /// <summary>The weight.</summary>
    public FloatBuffer Values { get; }

    /// <summary>Gradient of the last step's loss; empty where the weight is not trained.</summary>
    public FloatBuffer Gradient { get; }
}
