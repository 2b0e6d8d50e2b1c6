using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Training.Graphs;
using FlowerModel.Training.Layers;

namespace FlowerModel.Trainer.Network;

/// <summary>Copies weights between Keras' files and a graph in training.</summary>
internal static class GraphWeights
{
    /// <summary>Sets all weights of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="sources">Where its layers are looked up, in this order: base, head.</param>
    /// <exception cref="KerasWeightsException">A layer is missing or has the wrong shape.</exception>
    public static void Load(TrainingGraph graph, params IReadOnlyList<KerasWeights> sources)
    {
        foreach (var weight in graph.Weights)
        {
            var source = sources.FirstOrDefault(weights => weights.Find(weight.Layer) is not null) ?? sources[0];
            source.Require(weight.Layer, weight.Name, [.. weight.Shape]).Values.CopyTo(weight.Values.Span);
        }
    }

    /// <summary>Returns the weights of the graph's layers, in the order of the graph.</summary>
    /// <param name="graph">The graph.</param>
    public static KerasWeights Save(TrainingGraph graph) => new(
        graph.Weights.GroupBy(weight => weight.Layer).Select(layer => new KerasLayer(layer.Key, [.. layer.Select(Save)])), "the network in training");

    /// <summary>Returns the weights of a base, all layers in model order, with those of the graph where it contains them.</summary>
    /// <param name="network">The base.</param>
    /// <param name="start">The weights with which training started.</param>
    /// <param name="trained">The graph's weights.</param>
    public static KerasWeights Merge(SizedNetwork network, KerasWeights start, KerasWeights trained) => new(
        OfBase(network, start).Layers.Select(layer => trained.Find(layer.Name) ?? layer), trained.Source);

    /// <summary>Returns only the layers of a base, in model order.</summary>
    /// <param name="network">The base.</param>
    /// <param name="weights">Its weights, possibly with others.</param>
    /// <exception cref="KerasWeightsException">A layer is missing or has the wrong shape.</exception>
    public static KerasWeights OfBase(SizedNetwork network, KerasWeights weights) => new(
        network.Layers
            .Select(layer => (layer.Name, Shapes: network.WeightsOf(layer)))
            .Where(layer => layer.Shapes.Count > 0)
            .Select(layer => new KerasLayer(layer.Name, [.. layer.Shapes.Select(shape => weights.Require(layer.Name, shape.Name, [.. shape.Shape]))])),
        weights.Source);

    private static KerasTensor Save(TrainedWeight weight) => new(weight.Name, weight.Shape, weight.Values.Span.ToArray());
}
