using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Float32;

/// <summary>An output of a frozen base.</summary>
/// <param name="Boundary">The activations before this block of the network; the number of blocks = the output of the last block. At least 1.</param>
/// <param name="IsPooled">True if they are averaged over height and width.</param>
public readonly record struct FrozenBaseOutput(int Boundary, bool IsPooled);

/// <summary>
/// Converts the frozen part of a base to a float32 model, so that training computes features with the same kernels that run in the consumer's program.
/// </summary>
public static class FrozenBaseConverter
{
    /// <summary>Returns a model from the prepared image, [1, size, size, 3], to the outputs, in their order.</summary>
    /// <param name="network">The base.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="outputs">At least one output. Blocks after the last of them are left out.</param>
    /// <exception cref="KerasWeightsException">A weight is missing, has the wrong shape or is not finite.</exception>
    /// <exception cref="NotSupportedException">The network has a layer that is not supported yet.</exception>
    public static Model Convert(SizedNetwork network, KerasWeights weights, IReadOnlyList<FrozenBaseOutput> outputs)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(outputs);
        var graph = new GraphBuilder();
        var image = graph.AddActivation(TensorNames.Image, 1, network.ImageSize, network.ImageSize, 3);
        var frozen = new BaseGraph(graph, network, weights);
        frozen.Append(image, outputs.Max(output => output.Boundary));
        int[] tensors = [.. outputs.Select(OutputOf)];
        return new Model { Description = "FlowerModel frozen base.", Subgraphs = [graph.Build(image, tensors)] };

        int OutputOf(FrozenBaseOutput output)
        {
            var tensor = frozen.TensorOf(network.Network.BoundaryLayer(output.Boundary));
            return output.IsPooled ? HeadGraph.AppendPooling(graph, tensor) : tensor;
        }
    }
}
