using FlowerModel.Tflite;

namespace FlowerModel.Conformance.Tests.Models;

/// <summary>
/// A model rewritten so that the result of each operator is an output. A runtime whose interface only returns outputs then returns everything
/// that it computes.
/// </summary>
internal sealed class ExposedResults
{
    private ExposedResults(byte[] file, IReadOnlyList<(Operator Step, Tensor Tensor)> results) => (File, Results) = (file, results);

    /// <summary>The .tflite file.</summary>
    internal byte[] File { get; }

    /// <summary>The outputs in order, with the operators that compute them.</summary>
    internal IReadOnlyList<(Operator Step, Tensor Tensor)> Results { get; }

    /// <summary>Creates a rewritten copy of a model.</summary>
    internal static ExposedResults Of(Model model)
    {
        var graph = model.Main;
        var outputs = graph.Operators.SelectMany(step => step.Outputs, (step, index) => (Step: step, Index: index)).ToArray();
        var exposed = new Model
        {
            Subgraphs =
            [
                new Subgraph
                {
                    Tensors = graph.Tensors,
                    Inputs = graph.Inputs,
                    Outputs = [.. outputs.Select(output => output.Index)],
                    Operators = graph.Operators,
                },
            ],
        };
        return new ExposedResults(ModelWriter.Write(exposed), [.. outputs.Select(output => (output.Step, graph.Tensors[output.Index]))]);
    }

    /// <summary>Splits the output bytes of a run into the bytes of each result.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Split(byte[] output)
    {
        var offset = 0;
        foreach (var (_, tensor) in Results)
        {
            var length = tensor.ElementCount * tensor.Type.ByteSize();
            yield return output.AsMemory(offset, length);
            offset += length;
        }
    }
}
