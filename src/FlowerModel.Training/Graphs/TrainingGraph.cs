using FlowerModel.Networks;
using FlowerModel.Networks.Layers;
using FlowerModel.Training.Layers;
using FlowerModel.Training.Memory;

namespace FlowerModel.Training.Graphs;

/// <summary>A network that can be trained: its layers in order, its weights, and where everything stands in the arena of a micro-batch.</summary>
internal sealed class TrainingGraph
{
    internal TrainingGraph(FeatureMap input, IReadOnlyList<TrainedLayer> layers, GraphOptions options)
    {
        (Input, Layers, Options) = (input, layers, options);
        Output = layers[^1].Output;
        Weights = [.. layers.SelectMany(layer => layer.Weights)];
        ArenaLength = Plan();
    }

    /// <summary>What the graph takes in.</summary>
    public FeatureMap Input { get; }

    /// <summary>What it makes.</summary>
    public FeatureMap Output { get; }

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<TrainedLayer> Layers { get; }

    /// <summary>All weights under Keras' names.</summary>
    public IReadOnlyList<TrainedWeight> Weights { get; }

    /// <summary>How it was built.</summary>
    public GraphOptions Options { get; }

    /// <summary>Floats of the arena of one micro-batch.</summary>
    public int ArenaLength { get; }

    /// <summary>Builds the graph of some layers.</summary>
    /// <param name="layers">The layers in order; each takes in <paramref name="inputName"/> or layers before it.</param>
    /// <param name="inputName">Name of what the first takes in.</param>
    /// <param name="input">Its shape for one image.</param>
    /// <param name="options">What is trained.</param>
    /// <exception cref="NotSupportedException">There is a layer that cannot be trained.</exception>
    public static TrainingGraph Create(IReadOnlyList<Layer> layers, string inputName, FeatureShape input, GraphOptions options) =>
        new TrainingGraphBuilder(layers, inputName, input, options).Build();

    /// <summary>Builds the graph of a network from a boundary on, with a head.</summary>
    /// <param name="network">The network at its width and image size.</param>
    /// <param name="boundary">See <see cref="NetworkDescription.BoundaryLayer"/>.</param>
    /// <param name="head">The layers on its output; see <see cref="HeadLists"/>.</param>
    /// <param name="options">What is trained.</param>
    /// <exception cref="NotSupportedException">There is a layer that cannot be trained.</exception>
    public static TrainingGraph Create(SizedNetwork network, int boundary, IReadOnlyList<Layer> head, GraphOptions options) => Create(
        [
            .. network.Layers.Where(layer => layer.Block >= boundary && layer is not InputLayer),
            .. head.Select(layer => layer with { Index = int.MaxValue }),
        ],
        network.Network.BoundaryLayer(boundary).Name, network.BoundaryShape(boundary), options);

    /// <summary>Finds a weight.</summary>
    /// <param name="layer">Keras' name of the layer.</param>
    /// <param name="name">Keras' name of the weight.</param>
    public TrainedWeight Weight(string layer, string name) => Weights.First(weight => weight.Layer == layer && weight.Name == name);

    /// <summary>Estimates the moving averages of all batch normalizations that use the statistics of the batch again, from the next batches.</summary>
    public void RestartStatistics()
    {
        foreach (var layer in Layers.OfType<TrainedBatchNorm>().Where(layer => layer.NeedsWholeBatch)) layer.RestartStatistics();
    }

    /// <summary>
    /// Moments are the layers' turns: forward layer i has moment i, the loss moment n, backward layer i moment 2n - i. A value lives until the layer
    /// that makes it has had its turn backward; a gradient from the turn of the last consumer to that of the maker.
    /// </summary>
    private int Plan()
    {
        var arena = new ArenaPlan();
        var n = Layers.Count;
        var scratch = Layers.Max(layer => layer.ScratchLength(Options.MicroBatchSize));
        var scratchOffset = arena.Place(scratch, 0, 2 * n);
        var maps = new[] { (Map: Input, Maker: 0) }.Concat(Layers.Select((layer, i) => (Map: layer.Output, Maker: i)));
        foreach (var layer in Layers) layer.ScratchOffset = scratchOffset;
        foreach (var (map, maker) in maps)
        {
            map.ValueOffset = arena.Place(Options.MicroBatchSize * map.Size, maker, (2 * n) - maker);
            if (!map.NeedsGradient) continue;
            var consumers = Enumerable.Range(0, n)
                .SelectMany(i => Layers[i].Inputs.Where(input => input.Map == map).Select(input => (Index: i, Input: input))).ToList();
            // Backward, the last consumer comes first and the first one last.
            for (var i = 0; i < consumers.Count; i++)
            {
                consumers[i].Input.Accumulate = i < consumers.Count - 1;
                consumers[i].Input.UndoesActivation = i == 0;
            }

            var begin = consumers.Count == 0 ? n : (2 * n) - consumers[^1].Index;
            map.GradientOffset = arena.Place(Options.MicroBatchSize * map.Size, begin, (2 * n) - maker + 1);
        }

        return arena.Length;
    }
}
