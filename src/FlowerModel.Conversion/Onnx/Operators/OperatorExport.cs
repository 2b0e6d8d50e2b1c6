using FlowerModel.Conversion.Onnx.Graph;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Onnx.Operators;

/// <summary>One operator while it is exported: its tensors, and what the exporters of all operators have in common.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Values">The values of the graph.</param>
internal sealed record OperatorExport(Operator Operator, GraphValues Values)
{
    /// <summary>The result.</summary>
    internal Tensor Result => Values.Graph.Tensors[Operator.Outputs[0]];

    /// <summary>The name of the result.</summary>
    internal string Name => Result.Name;

    /// <summary>The number of inputs.</summary>
    internal int InputCount => Operator.Inputs.Count;

    /// <summary>Returns an input tensor.</summary>
    internal Tensor Input(int number) => Values.Graph.Tensors[Operator.Inputs[number]];

    /// <summary>Returns true if an optional input exists.</summary>
    internal bool Has(int number) => number < InputCount && Operator.Inputs[number] != Operator.NoTensor;

    /// <summary>Returns an input as real numbers.</summary>
    internal string Real(int number) => Values.Real(Operator.Inputs[number]);

    /// <summary>Returns an input with the numbers as stored.</summary>
    internal string Stored(int number) => Values.Stored(Operator.Inputs[number]);

    /// <summary>Returns the settings.</summary>
    /// <exception cref="OnnxExportException">They are missing.</exception>
    internal TOptions Options<TOptions>()
        where TOptions : OperatorOptions => Operator.Options as TOptions ?? throw Unsupported("it has no settings");

    /// <summary>Returns the error for an operator, or a form of it, that the exporter does not support.</summary>
    internal OnnxExportException Unsupported(string? reason = null) =>
        new($"operator {Operator} ({Name}) is not supported{(reason is null ? "" : ": " + reason)}");

    /// <summary>Stores the result after an activation.</summary>
    /// <remarks>
    /// Where the integers cannot represent what the activation cuts off, the rounding to the nearest integer does its work. Otherwise it follows
    /// as an operator between the same scales, so that runtimes still find the group of integers before it.
    /// </remarks>
    internal void Finish(string value, FusedActivation activation = FusedActivation.None)
    {
        var index = Operator.Outputs[0];
        if (activation == FusedActivation.None || (Result.Quantization is { } affine && ClippedRange.Covers(activation, affine, Result.Type)))
        {
            Values.SetReal(index, value);
            return;
        }

        var linear = Result.Quantization is null ? value : Values.ToReal(Result, Values.Quantize(Result, value), 0);
        Values.SetReal(index, Activate(linear, activation));
    }

    /// <summary>Appends an activation function.</summary>
    /// <exception cref="OnnxExportException">The function is not supported.</exception>
    internal string Activate(string value, FusedActivation activation)
    {
        if (activation == FusedActivation.Relu) return Values.Nodes.Add("Relu", Name, [value]);
        var (lowest, highest) = ClippedRange.Of(activation) ?? throw Unsupported($"it has the activation {activation}");
        return Values.Nodes.Add(
            "Clip", Name, [value, Values.Nodes.AddScalar(Name + "/minimum", lowest), Values.Nodes.AddScalar(Name + "/maximum", highest)]);
    }
}
