using FlowerModel.Conversion.Keras;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Trainer.Tests.Golden;

/// <summary>
/// Random statistics for a network with random weights. Those of a new network are 0 and 1, so folding would do nothing, and after seventeen blocks nothing of
/// the image would be left.
/// </summary>
internal static class DrawnStatistics
{
    /// <summary>Returns the weights with drawn batch normalizations; the same in every run.</summary>
    public static KerasWeights AddTo(KerasWeights weights)
    {
        var random = new RandomStream(4);
        return new KerasWeights(
            weights.Layers.Select(layer => layer.Find("moving_variance") is null ? layer : layer with { Tensors = [.. layer.Tensors.Select(Drawn)] }),
            "drawn statistics");

        KerasTensor Drawn(KerasTensor tensor) => tensor with
        {
            Values = tensor.Name switch
            {
                "gamma" => random.Uniform(tensor.Values.Length, 0.8, 1.6),
                "beta" => random.Uniform(tensor.Values.Length, -0.3, 0.8),
                "moving_mean" => random.Uniform(tensor.Values.Length, -0.3, 0.3),
                _ => random.Uniform(tensor.Values.Length, 0.2, 0.6),
            },
        };
    }
}
