using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FlowerModel.Tflite;

namespace FlowerModel.Tool.Inspection;

/// <summary>Counts what the bytes of a model file are used for.</summary>
internal static class SizeCount
{
    /// <summary>Counts each buffer of the file once, even if several tensors share it.</summary>
    /// <param name="model">The model as read from the file; its constants are slices of the file.</param>
    /// <param name="total">Length of the file.</param>
    /// <param name="associatedFiles">Stored size of the files in the appended zip archive; a hostile directory can claim any number.</param>
    public static SizeReport Of(Model model, long total, long associatedFiles)
    {
        var seen = new HashSet<(int Offset, int Length)>();
        var byOperator = new Dictionary<string, long>(StringComparer.Ordinal);
        long kernels = 0, biases = 0, others = 0;
        foreach (var graph in model.Subgraphs)
        {
            var roles = TensorRoles.Of(graph);
            // Kernels first, so that a buffer shared with something else counts as a kernel.
            foreach (var (index, (role, op)) in roles.OrderBy(pair => pair.Value.Role))
            {
                var bytes = Count(graph.Tensors[index].Data);
                if (role == TensorRole.Bias) biases += bytes;
                else
                {
                    kernels += bytes;
                    CollectionsMarshal.GetValueRefOrAddDefault(byOperator, TfliteNames.Of(op), out _) += bytes;
                }
            }
        }

        foreach (var tensor in model.Subgraphs.SelectMany(graph => graph.Tensors)) others += Count(tensor.Data);
        var metadata = model.Metadata.Sum(entry => (long)Count(entry.Data));
        var structure = Math.Max(0, total - kernels - biases - others - metadata - associatedFiles);
        return new SizeReport(
            total, kernels, biases, others, metadata, associatedFiles, structure, byOperator.ToImmutableSortedDictionary(StringComparer.Ordinal));

        int Count(ReadOnlyMemory<byte> data) =>
            MemoryMarshal.TryGetArray(data, out var segment) && !seen.Add((segment.Offset, segment.Count)) ? 0 : data.Length;
    }
}
