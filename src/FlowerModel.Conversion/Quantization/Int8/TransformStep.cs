using System.Runtime.InteropServices;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Tflite;
using Affine = FlowerModel.Tflite.Quantization;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>The third step: turns a float32 model into an int8 one. It computes nothing; it only applies the parameters.</summary>
internal static class TransformStep
{
    /// <summary>Suffix of an inner int8 tensor whose name belongs to an input or output of the model.</summary>
    internal const string InnerSuffix = "_int8";

    /// <param name="model">The float32 model.</param>
    /// <param name="parameters">The result of <see cref="ParameterStep"/> for it.</param>
    /// <param name="input">Type of the inputs.</param>
    /// <param name="output">Type of the outputs.</param>
    internal static Model Apply(Model model, Int8Parameters parameters, InferenceType input, InferenceType output)
    {
        var draft = new GraphDraft(model);
        foreach (var (index, affine) in parameters.Activations) draft.Tensors[index] = Activation(draft.Tensors[index], affine);
        foreach (var (index, kernel) in parameters.Kernels) draft.Tensors[index] = kernel.ToTensor(draft.Tensors[index]);
        foreach (var (index, bias) in parameters.Biases)
        {
            draft.Tensors[index] = draft.Tensors[index] with
            {
                Type = TensorType.Int32,
                Quantization = new Affine(bias.Scales, new long[bias.Scales.Length], 0),
                Data = MemoryMarshal.AsBytes(bias.Stored.AsSpan()).ToArray(),
            };
        }

        var uncut = LayerView.Of(model.Main).Where(layer => layer.Activation == FusedActivation.Relu6 && parameters.InUnits.Contains(layer.Output));
        foreach (var layer in uncut)
        {
            draft.Operators[draft.Operators.IndexOf(layer.Operator)] = layer.WithActivation(FusedActivation.Relu);
        }

        if (input != InferenceType.Int8)
        {
            foreach (var index in model.Main.Inputs) AddInput(draft, index, input);
        }

        if (output != InferenceType.Int8)
        {
            foreach (var index in model.Main.Outputs) AddOutput(draft, index, output);
        }

        return draft.Build();
    }

    private static Tensor Activation(Tensor tensor, Affine affine)
    {
        if (!tensor.IsConstant) return tensor with { Type = TensorType.Int8, Quantization = affine };
        var stored = new sbyte[tensor.ElementCount];
        var values = tensor.Floats();
        for (var i = 0; i < stored.Length; i++)
        {
            var steps = Math.Round(values[i] / affine.Scale, MidpointRounding.AwayFromZero) + affine.ZeroPoint;
            stored[i] = (sbyte)Math.Clamp(steps, sbyte.MinValue, sbyte.MaxValue);
        }

        return tensor with { Type = TensorType.Int8, Quantization = affine, Data = MemoryMarshal.AsBytes(stored.AsSpan()).ToArray() };
    }

    /// <summary>The input keeps its index and gets the requested type; QUANTIZE converts it to int8 for the operators.</summary>
    private static void AddInput(GraphDraft draft, int index, InferenceType type)
    {
        var inner = MoveInside(draft, index, type);
        draft.Operators.Insert(0, new Operator { Code = BuiltinOperator.Quantize, Inputs = [index], Outputs = [inner] });
    }

    /// <summary>The output also keeps its index; DEQUANTIZE, or QUANTIZE for uint8, converts the int8 result to it.</summary>
    private static void AddOutput(GraphDraft draft, int index, InferenceType type)
    {
        var inner = MoveInside(draft, index, type);
        var code = type == InferenceType.Float32 ? BuiltinOperator.Dequantize : BuiltinOperator.Quantize;
        draft.Operators.Add(new Operator { Code = code, Inputs = [inner], Outputs = [index] });
    }

    /// <summary>Adds an int8 tensor that replaces an input or output of the model in all operators, and returns its index.</summary>
    private static int MoveInside(GraphDraft draft, int index, InferenceType type)
    {
        var stored = draft.Tensors[index];
        var inner = draft.Add(stored with { Name = stored.Name + InnerSuffix });
        draft.Tensors[index] = AtTheEnd(stored, type);
        for (var i = 0; i < draft.Operators.Count; i++)
        {
            var op = draft.Operators[i];
            draft.Operators[i] = op with { Inputs = [.. op.Inputs.Select(Moved)], Outputs = [.. op.Outputs.Select(Moved)] };
        }

        return inner;

        int Moved(int tensor) => tensor == index ? inner : tensor;
    }

    /// <summary>uint8 is int8 with an offset: it starts at 0 instead of -128.</summary>
    private static Tensor AtTheEnd(Tensor stored, InferenceType type) => type == InferenceType.Float32
        ? stored with { Type = TensorType.Float32, Quantization = null }
        : stored with
        {
            Type = TensorType.UInt8,
            Quantization = new Affine(stored.Quantization!.Scale, stored.Quantization.ZeroPoint - sbyte.MinValue),
        };
}
