using System.Runtime.InteropServices;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Conversion.Quantization.Kernels;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Float16;

/// <summary>
/// Stores all float32 constants except biases as float16, each followed by a DEQUANTIZE at the start of the graph, as TensorFlow's converter
/// does. Runtimes with float16 arithmetic use the constants directly; all others widen them once, when they load the model. TensorFlow's
/// converter also narrows biases, which saves 0.3 % of the size; with corrected biases that rounding would be most of the error.
/// </summary>
internal static class Float16Transform
{
    private static readonly float Largest = (float)Half.MaxValue;

    /// <param name="model">The float32 model; no two operators share a constant if there are statistics.</param>
    /// <param name="statistics">
    /// Calibration statistics, with which biases compensate for the mean error of rounding the kernels (<see cref="BiasCorrection"/>). Null leaves biases
    /// unchanged.
    /// </param>
    internal static Model Apply(Model model, IReadOnlyDictionary<int, TensorStatistics>? statistics)
    {
        var draft = new GraphDraft(model);
        LayerView[] layers = [.. LayerView.Of(model.Main)];
        HashSet<int> biases = [.. layers.Select(layer => layer.Bias).OfType<int>()];
        List<Operator> widening = [];
        Dictionary<int, int> widened = [];
        for (var i = 0; i < model.Main.Tensors.Count; i++)
        {
            var tensor = model.Main.Tensors[i];
            if (tensor.Type != TensorType.Float32 || !tensor.IsConstant || biases.Contains(i)) continue;
            draft.Tensors[i] = tensor with { Type = TensorType.Float16, Data = Narrow(tensor.Floats()) };
            var wide = draft.Add(tensor with { Name = tensor.Name + "_dequantize", Data = default });
            widened.Add(i, wide);
            widening.Add(new Operator { Code = BuiltinOperator.Dequantize, Inputs = [i], Outputs = [wide] });
        }

        for (var i = 0; i < draft.Operators.Count; i++)
        {
            var op = draft.Operators[i];
            draft.Operators[i] = op with { Inputs = [.. op.Inputs.Select(input => widened.GetValueOrDefault(input, input))] };
        }

        draft.Operators.InsertRange(0, widening);
        if (statistics is null) return draft.Build();
        foreach (var layer in layers)
        {
            var rounded = MemoryMarshal.Cast<byte, Half>(draft.Tensors[layer.Kernel].Data.Span).ToArray();
            BiasCorrection.Apply(draft, layer, model.Main.Tensors[layer.Kernel], i => (double)rounded[i], statistics);
        }

        return draft.Build();
    }

    /// <summary>Rounds to nearest; values that are too large become the largest float16 instead of infinity.</summary>
    private static byte[] Narrow(ReadOnlySpan<float> values)
    {
        var halves = new Half[values.Length];
        for (var i = 0; i < halves.Length; i++) halves[i] = (Half)Math.Clamp(values[i], -Largest, Largest);
        return MemoryMarshal.AsBytes(halves.AsSpan()).ToArray();
    }
}
