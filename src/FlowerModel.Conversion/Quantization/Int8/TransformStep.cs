using System.Runtime.InteropServices;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Tflite;
using Affine = FlowerModel.Tflite.Quantization;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>The third step: the int8 model of a float32 one. Works nothing out, it only writes the parameters in.</summary>
internal static class TransformStep
{
    /// <summary>What the name of an int8 tensor ends in where a tensor of the model's ends already has its name.</summary>
    internal const string InnerSuffix = "_int8";

    /// <param name="model">The float32 model.</param>
    /// <param name="parameters">What <see cref="ParameterStep"/> gave for it.</param>
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

    /// <summary>The input keeps its number and takes the type asked for; QUANTIZE makes int8 of it for the operators.</summary>
    private static void AddInput(GraphDraft draft, int index, InferenceType type)
    {
        var inner = MoveInside(draft, index, type);
        draft.Operators.Insert(0, new Operator { Code = BuiltinOperator.Quantize, Inputs = [index], Outputs = [inner] });
    }

    /// <summary>The output keeps its number likewise; DEQUANTIZE, or QUANTIZE for uint8, makes it of the int8 result.</summary>
    private static void AddOutput(GraphDraft draft, int index, InferenceType type)
    {
        var inner = MoveInside(draft, index, type);
        var code = type == InferenceType.Float32 ? BuiltinOperator.Dequantize : BuiltinOperator.Quantize;
        draft.Operators.Add(new Operator { Code = code, Inputs = [inner], Outputs = [index] });
    }

    /// <summary>Lets all operators work on an int8 tensor of their own in place of one at the model's ends, and returns its number.</summary>
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

    /// <summary>uint8 counts as int8 does, from 0 instead of -128.</summary>
    private static Tensor AtTheEnd(Tensor stored, InferenceType type) => type == InferenceType.Float32
        ? stored with { Type = TensorType.Float32, Quantization = null }
        : stored with
        {
            Type = TensorType.UInt8,
            Quantization = new Affine(stored.Quantization!.Scale, stored.Quantization.ZeroPoint - sbyte.MinValue),
        };
}
