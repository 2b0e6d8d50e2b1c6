using FlowerModel.Tflite;
using Affine = FlowerModel.Tflite.Quantization;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>How an operator's result gets its scale.</summary>
internal enum ResultScale
{
    /// <summary>From calibration.</summary>
    Own,

    /// <summary>That of the input: the operator only moves values, or the kernel cannot rescale.</summary>
    OfInputs,

    /// <summary>One that the specification fixes.</summary>
    Fixed,
}

/// <summary>
/// What TFLite's quantization specification asks of an operator on int8 (the "8-bit quantization specification" and the table
/// <c>operator_property</c> of TensorFlow's converter).
/// </summary>
/// <param name="Result">Where the result's scale comes from.</param>
/// <param name="Activations">How many of the first inputs are activations; the rest are kernels, biases, shapes and axes.</param>
/// <param name="FixedScale">The result's scale where it is fixed.</param>
internal sealed record OperatorRule(ResultScale Result, int Activations = 1, Affine? FixedScale = null)
{
    private static readonly OperatorRule Calibrated = new(ResultScale.Own);
    private static readonly OperatorRule Pair = new(ResultScale.Own, 2);
    private static readonly OperatorRule Moving = new(ResultScale.OfInputs);
    private static readonly OperatorRule Joining = new(ResultScale.OfInputs, int.MaxValue);

    // Probabilities: 0 to 255/256 in steps of 1/256.
    private static readonly OperatorRule Probabilities = new(ResultScale.Fixed, 1, new Affine(1f / 256, -128));
    private static readonly OperatorRule MinusOneToOne = new(ResultScale.Fixed, 1, new Affine(1f / 128, 0));

    /// <exception cref="QuantizationException">There is no rule for the operator.</exception>
    internal static OperatorRule Of(Operator op) => op.Code switch
    {
        BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D or BuiltinOperator.FullyConnected or BuiltinOperator.Mean
            or BuiltinOperator.Relu or BuiltinOperator.Relu6 or BuiltinOperator.ReluN1To1 => Calibrated,
        BuiltinOperator.Add or BuiltinOperator.Sub or BuiltinOperator.Mul => Pair,
        BuiltinOperator.Pad or BuiltinOperator.Reshape or BuiltinOperator.Squeeze or BuiltinOperator.MaxPool2D
            or BuiltinOperator.AveragePool2D => Moving,
        BuiltinOperator.Concatenation => Joining,
        BuiltinOperator.Softmax or BuiltinOperator.Logistic => Probabilities,
        BuiltinOperator.Tanh => MinusOneToOne,
        _ => throw new QuantizationException($"there is no int8 rule for {op}: use float16 or dynamic, or leave the operator out of the model"),
    };

    /// <summary>The inputs that are activations (or constants in the place of one), without those left out.</summary>
    internal IEnumerable<int> ActivationsOf(Operator op) => op.Inputs.Take(Activations).Where(input => input != Operator.NoTensor);
}
