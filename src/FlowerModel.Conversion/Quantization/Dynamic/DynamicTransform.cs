using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Conversion.Quantization.Kernels;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Dynamic;

/// <summary>
/// Large kernels as int8, everything else as it is ("dynamic range"): TensorFlow Lite quantises the layer's input while it runs, other
/// runtimes widen the kernels when the model is loaded.
/// </summary>
internal static class DynamicTransform
{
    /// <summary>Smaller kernels save nothing and stay float32; TensorFlow's converter draws the line here too.</summary>
    private const int LeastElements = 1024;

    internal static Model Apply(Model model)
    {
        var draft = new GraphDraft(model);
        foreach (var (index, code) in Kernels(model.Main))
        {
            int? dimension = KernelLayers.IsPerChannel(code) ? KernelLayers.ChannelDimension(code) : null;
            var kernel = draft.Tensors[index];
            draft.Tensors[index] = SymmetricKernel.Round(kernel, dimension, SymmetricKernel.WidestScales(kernel, dimension)).ToTensor(kernel);
        }

        return draft.Build();
    }

    /// <summary>The large kernels that no other operator uses for anything else.</summary>
    private static IEnumerable<(int Tensor, BuiltinOperator Code)> Kernels(Subgraph graph)
    {
        for (var i = 0; i < graph.Tensors.Count; i++)
        {
            var tensor = graph.Tensors[i];
            if (!tensor.IsConstant || tensor.Type != TensorType.Float32 || tensor.ElementCount < LeastElements) continue;
            var users = graph.Operators.Where(op => op.Inputs.Contains(i)).ToArray();
            if (users.Length == 0 || !KernelLayers.Has(users[0].Code) || users.Any(op => op.Code != users[0].Code)) continue;
            if (users.All(op => op.Inputs.Count(input => input == i) == 1 && op.Inputs[KernelLayers.Kernel] == i)) yield return (i, users[0].Code);
        }
    }
}
