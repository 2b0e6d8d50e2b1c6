using FlowerModel.Tflite;

namespace FlowerModel.Tool.Inspection;

/// <summary>Names the number format of a model like the <c>Quantization</c> setting.</summary>
internal static class NumberFormatName
{
    /// <summary>float32, float16, dynamic, int8, uint8, mixed; none for a model without kernels.</summary>
    public static string Of(Model model)
    {
        var formats = model.Subgraphs
            .SelectMany(graph => TensorRoles.Of(graph)
                .Where(pair => pair.Value.Role == TensorRole.Kernel)
                .Select(pair => Of(graph, pair.Key, pair.Value.Operator)))
            .Distinct()
            .ToHashSet();
        // dynamic and float16 leave small kernels unchanged.
        if (formats.Count == 2 && formats.Contains("float32") && (formats.Contains("dynamic") || formats.Contains("float16"))) formats.Remove("float32");
        return formats.Count switch
        {
            0 => "none",
            1 => formats.Single(),
            _ => "mixed",
        };
    }

    private static string Of(Subgraph graph, int kernel, Operator op)
    {
        var activation = op.Inputs.Count > 0 && op.Inputs[0] >= 0 ? graph.Tensors[op.Inputs[0]].Type : TensorType.Float32;
        return (graph.Tensors[kernel].Type, activation) switch
        {
            (TensorType.Float32, TensorType.Float32) => "float32",
            (TensorType.Float16, _) => "float16",
            (TensorType.Int8 or TensorType.Int4, TensorType.Float32) => "dynamic",
            (TensorType.Int8 or TensorType.Int4, TensorType.Int8) => "int8",
            (TensorType.UInt8, TensorType.UInt8) => "uint8",
            _ => "mixed",
        };
    }
}
