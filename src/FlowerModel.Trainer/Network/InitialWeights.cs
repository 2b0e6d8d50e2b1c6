using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Networks.Layers;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Trainer.Network;

/// <summary>Random weights as Keras initializes them: Glorot-uniform kernels, zero biases, gamma 1, beta 0, mean 0, variance 1.</summary>
internal static class InitialWeights
{
    /// <summary>Creates the weights of a base, as Keras does with <c>weights=None</c>.</summary>
    /// <param name="network">The base.</param>
    /// <param name="seed">Seed of the kernels.</param>
    public static KerasWeights OfBase(SizedNetwork network, ulong seed) =>
        Of(network.Layers.Select(layer => (layer, network.InputsOf(layer)[0])), seed);

    /// <summary>Creates the weights of some layers, such as those of a head.</summary>
    /// <param name="layers">The layers, each with the shape of its first input.</param>
    /// <param name="seed">Seed of the kernels.</param>
    public static KerasWeights Of(IEnumerable<(Layer Layer, FeatureShape Input)> layers, ulong seed)
    {
        var random = new RandomStream(seed);
        return new KerasWeights(
            layers.Select(item => (item.Layer, Shapes: item.Layer.Weights([item.Input])))
                .Where(item => item.Shapes.Count > 0)
                .Select(item => new KerasLayer(item.Layer.Name, [.. item.Shapes.Select(shape => Create(item.Layer, shape, ref random))])),
            "random weights");
    }

    private static KerasTensor Create(Layer layer, WeightShape weight, ref RandomStream random)
    {
        var values = new float[weight.Shape.Aggregate(1, (product, size) => checked(product * size))];
        if (weight.Name is "gamma" or "moving_variance") Array.Fill(values, 1);
        if (weight.Name.EndsWith("kernel", StringComparison.Ordinal))
        {
            var limit = Math.Sqrt(6.0 / Fans(layer, weight.Shape));
            random.Fill(values, -limit, limit);
        }

        return new KerasTensor(weight.Name, weight.Shape, values);
    }

    /// <summary>Inputs plus outputs of a unit. Keras computes both from the last two dimensions, also for depthwise kernels (HWC1).</summary>
    private static int Fans(Layer layer, IReadOnlyList<int> shape) => shape switch
    {
        [var inputs, var outputs] => inputs + outputs,
        [var height, var width, var inputs, var outputs] => height * width * (inputs + outputs),
        _ => throw new NotSupportedException($"layer {layer.Name} cannot be initialized at random"),
    };
}
