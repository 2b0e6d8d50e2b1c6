using System.Security.Cryptography;
using System.Text;

namespace FlowerModel.Tflite.Tests;

/// <summary>The complete content of a model as text, so that differences are shown line by line.</summary>
internal static class ModelText
{
    internal static string Of(Model model)
    {
        var text = new StringBuilder().AppendLine(model.Description);
        foreach (var graph in model.Subgraphs)
        {
            text.AppendLine($"subgraph {graph.Name}: {List(graph.Inputs)} -> {List(graph.Outputs)}");
            foreach (var tensor in graph.Tensors)
            {
                text.AppendLine($"  {tensor} {List(tensor.ShapeSignature ?? [-9])} {tensor.IsVariable} {Hash(tensor.Data)}");
                if (tensor.Quantization is not { } q) continue;
                text.AppendLine($"    {q.Dimension} {string.Join(' ', q.Scales)} {string.Join(' ', q.ZeroPoints)}");
            }

            foreach (var op in graph.Operators)
            {
                text.AppendLine($"  {op} {List(op.Inputs)} -> {List(op.Outputs)} {op.Options} {Hash(op.CustomOptions)}");
                if (op.Options is ReshapeOptions reshape) text.AppendLine("    " + List(reshape.NewShape));
                if (op.Options is SqueezeOptions squeeze) text.AppendLine("    " + List(squeeze.Dimensions));
            }
        }

        foreach (var entry in model.Metadata) text.AppendLine($"{entry.Name} {Hash(entry.Data)}");
        foreach (var signature in model.Signatures)
        {
            text.AppendLine($"{signature.Key} of subgraph {signature.Subgraph}");
            foreach (var tensor in signature.Inputs.Concat(signature.Outputs)) text.AppendLine($"  {tensor}");
        }

        return text.ToString();
    }

    private static string List(IReadOnlyList<int> values) => $"[{string.Join(", ", values)}]";

    private static string Hash(ReadOnlyMemory<byte> data) => data.Length + ":" + Convert.ToHexString(SHA256.HashData(data.Span));
}
