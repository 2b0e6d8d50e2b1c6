using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Hybrid;
using FlowerModel.Runtime.Inference.Packing;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Steps;

/// <summary>An operator's view of the model during planning: its tensors, settings and constants, all checked.</summary>
/// <param name="source">The operator.</param>
/// <param name="values">The values of the graph's tensors.</param>
/// <param name="kernels">The kernels that run layers.</param>
/// <param name="threads">The number of threads of a run.</param>
/// <param name="padding">The padding of the PAD operator in front of a convolution, if it became part of it; then input 0 is what it pads.</param>
internal sealed class OperatorContext(
    Operator source, IReadOnlyList<Value> values, KernelSet kernels, int threads, ImplicitPadding? padding = null)
{
    /// <summary>The kernels that run float layers.</summary>
    public FloatKernels Floats => kernels.Floats;

    /// <summary>The kernels that run int8 layers.</summary>
    public IntegerKernels Integers => kernels.Integers;

    public BuiltinOperator Code => source.Code;

    public int InputCount => source.Inputs.Count;

    /// <summary>Returns a required input.</summary>
    public Value Input(int index) => OptionalInput(index) ?? throw Damaged($"input {index} is missing");

    /// <summary>Returns an optional input, or null if it is omitted.</summary>
    public Value? OptionalInput(int index) =>
        index >= source.Inputs.Count || source.Inputs[index] == Operator.NoTensor ? null
        : index == 0 && padding is not null ? At(padding.Input)
        : At(source.Inputs[index]);

    /// <summary>The padding in front of a convolution that became part of it, or null.</summary>
    public ImplicitPadding? Padding => padding;

    /// <summary>The operator's only output.</summary>
    public Value Output => source.Outputs is [var only] ? At(only) : throw Damaged("it must have exactly one output");

    /// <summary>Returns the operator's settings.</summary>
    public T Options<T>()
        where T : OperatorOptions =>
        source.Options as T ?? throw Damaged($"its settings are not of type {typeof(T).Name}");

    /// <summary>Returns a constant as floats: float32 unchanged, float16 widened, int8 dequantized.</summary>
    public float[] FloatConstant(Value value)
    {
        RequireConstantWeights(value);
        return ConstantExpansion.ToFloats(value) ?? throw Unsupported($"{value} as weights");
    }

    public void RequireConstantWeights(Value value)
    {
        if (!value.IsConstant) throw Unsupported($"weights that are not constant, such as {value}");
    }

    /// <summary>Returns the bias of a layer with float results; zeros if it has none.</summary>
    public float[] FloatBias(int index, int length)
    {
        if (OptionalInput(index) is not { } bias) return new float[length];
        if (bias.Count != length) throw Damaged($"bias {bias} must have {length} elements");
        return FloatConstant(bias);
    }

    /// <summary>Returns the bias of a layer with integer results; zeros if it has none.</summary>
    public int[] IntegerBias(int index, int length)
    {
        if (OptionalInput(index) is not { } bias) return new int[length];
        if (bias.Count != length) throw Damaged($"bias {bias} must have {length} elements");
        return Int32Constant(bias);
    }

    /// <summary>Returns an integer constant, such as a shape, axes or padding.</summary>
    public int[] Int32Constant(Value value)
    {
        if (value.IsConstant || value.Count == 0)
        {
            if (value.Type == TensorType.Int32) return MemoryMarshal.Cast<byte, int>(value.Constant.Span).ToArray();
            if (value.Type == TensorType.Int64)
            {
                var wide = MemoryMarshal.Cast<byte, long>(value.Constant.Span);
                var narrow = new int[wide.Length];
                for (var i = 0; i < narrow.Length; i++)
                {
                    if (wide[i] is < int.MinValue or > int.MaxValue) throw Damaged($"{value} contains a number outside the range of a 32-bit integer");
                    narrow[i] = (int)wide[i];
                }

                return narrow;
            }
        }

        throw Unsupported($"{value}; constant integers are required here");
    }

    /// <summary>Returns the per-tensor scale and zero point of an int8 or uint8 tensor.</summary>
    public Quantization PerTensor(Value value)
    {
        if (value.Quantization is not { IsPerChannel: false, Scale: > 0 } quantization || !float.IsFinite(quantization.Scale))
            throw Damaged($"{value} must have exactly one scale, which must be greater than 0");
        var (lowest, highest) = value.Type == TensorType.UInt8 ? (0, 255) : (sbyte.MinValue, sbyte.MaxValue);
        if (quantization.ZeroPoint < lowest || quantization.ZeroPoint > highest) throw Damaged($"the zero point of {value} is out of range");
        return quantization;
    }

    /// <summary>Returns the scales of an int8 kernel, one per output channel.</summary>
    /// <param name="kernel">An int8 kernel with zero point 0 and either one scale or one per output channel, or a uint8 kernel with one scale.</param>
    /// <param name="channelDimension">The kernel's dimension of output channels.</param>
    public float[] KernelScales(Value kernel, int channelDimension)
    {
        if (kernel.Quantization is not { } quantization) throw Damaged($"{kernel} must have scales");
        if (kernel.IsUnsigned) return [.. Enumerable.Repeat(PerTensor(kernel).Scale, kernel.Shape[channelDimension])];
        if (quantization.ZeroPoints.Any(zero => zero != 0)) throw Unsupported($"{kernel} with zero points other than 0");
        var channels = kernel.Shape[channelDimension];
        if (!quantization.IsPerChannel) return [.. Enumerable.Repeat(quantization.Scale, channels)];
        return quantization.Scales.Count == channels && quantization.Dimension == channelDimension
            ? [.. quantization.Scales]
            : throw Damaged($"{kernel} must have one scale per index of dimension {channelDimension}");
    }

    public void RequireSameCount(Value first, Value second)
    {
        if (first.Count != second.Count) throw Damaged($"{first} and {second} must have the same number of elements");
    }

    public void RequireSameType(Value first, Value second)
    {
        if (first.Type != second.Type) throw Unsupported($"{first} together with {second}");
    }

    /// <summary>Creates a step that runs on one thread, with working memory if it needs any.</summary>
    public Step Step(IReadOnlyList<Value> reads, Action<RunState> run, Value? scratch = null) =>
        new(Label, reads, scratch is null ? [Output] : [Output, scratch], run);

    /// <summary>Creates a step that runs a layer, on several threads if requested.</summary>
    public Step Step<T>(Value input, PreparedLayer<T> layer)
        where T : unmanaged
    {
        var (run, scratch) = InParts(layer, input);
        return new Step(Label, [input], scratch is null ? [Output] : [Output, scratch], run);
    }

    /// <summary>Creates a step that runs a layer on whole numbers: rounds the input before the layer and scales the sums after it.</summary>
    public Step Step(Value input, PreparedLayer<float> layer, HybridScaling scaling)
    {
        var output = Output;
        var (rounded, scales) = (Value.Scratch(input.ByteSize), Value.Scratch(checked(scaling.Pieces * sizeof(float))));
        var (run, scratch) = InParts(layer, rounded);
        return new Step(Label, [input], scratch is null ? [output, rounded, scales] : [output, rounded, scales, scratch], state =>
        {
            scaling.Before(state.Read<float>(input), state.Write<float>(rounded), state.Write<float>(scales));
            run(state);
            scaling.After(state.Write<float>(output), state.Read<float>(scales));
        });
    }

    /// <summary>Returns a layer's work, split among threads if requested, and the working memory that it needs.</summary>
    private (Action<RunState> Run, Value? Scratch) InParts<T>(PreparedLayer<T> layer, Value input)
        where T : unmanaged
    {
        var output = Output;
        var parts = Math.Clamp(layer.MaxParts, 1, threads);
        var scratchBytes = (layer.ScratchBytes + AlignedMemory.Alignment - 1) / AlignedMemory.Alignment * AlignedMemory.Alignment;
        var scratch = scratchBytes == 0 ? null : Value.Scratch(checked(scratchBytes * parts));
        Action<RunState, Part> run = Run;
        return (parts == 1 ? state => run(state, Part.Whole) : state => state.RunParts(run, parts), scratch);

        void Run(RunState state, Part part) => layer.Run(
            state.Read<T>(input),
            state.Write<T>(output),
            scratch is null ? [] : state.Write<byte>(scratch).Slice(part.Index * scratchBytes, scratchBytes),
            part);
    }

    /// <summary>Creates the error for a valid model that this interpreter does not support.</summary>
    public UnsupportedModelException Unsupported(string what) => new($"{Label}: this runtime does not support {what}");

    /// <summary>Creates the error for an inconsistent model.</summary>
    public TfliteFormatException Damaged(string what) => new($"{Label}: {what}");

    private string Label
    {
        get
        {
            var output = source.Outputs.Count > 0 && source.Outputs[0] >= 0 && source.Outputs[0] < values.Count
                ? values[source.Outputs[0]].Name
                : "none";
            return $"operator {source} with output '{output}'";
        }
    }

    private Value At(int tensor) => tensor >= 0 && tensor < values.Count
        ? values[tensor]
        : throw Damaged($"tensor {tensor} does not exist");
}
