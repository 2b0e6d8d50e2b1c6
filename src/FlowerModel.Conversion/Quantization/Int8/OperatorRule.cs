using FlowerModel.Tflite;
using Affine = FlowerModel.Tflite.Quantization;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>How an operator's output gets its scale.</summary>
internal enum ResultScale
{
    /// <summary>From calibration.</summary>
    Own,

    /// <summary>The scale of the input: the operator only moves values, or its implementation cannot rescale.</summary>
    OfInputs,

    /// <summary>Fixed by the specification.</summary>
    Fixed,
}

/// <summary>
/// What TFLite's quantization specification requires of an int8 operator (the "8-bit quantization specification" and the table
/// <c>operator_property</c> of TensorFlow's converter).
/// </summary>
/// <param name="Result">Where the output's scale comes from.</param>
/// <param name="Activations">The number of leading inputs that are activations; the rest are kernels, biases, shapes and axes.</param>
/// <param name="FixedScale">The output's scale if it is fixed.</param>
internal sealed record OperatorRule(ResultScale Result, int Activations = 1, Affine? FixedScale = null)
{
    private static readonly OperatorRule Calibrated = new(ResultScale.Own);
    private static readonly OperatorRule Pair = new(ResultScale.Own, 2);
    private static readonly OperatorRule Moving = new(ResultScale.OfInputs);
    private static readonly OperatorRule Joining = new(ResultScale.OfInputs, int.MaxValue);

    // Probabilities: 0 to 255/256 in steps of 1/256.
    private static readonly OperatorRule Probabilities = new(ResultScale.Fixed, 1, new Affine(1f / 256, -128));
    private static readonly OperatorRule MinusOneToOne = new(ResultScale.Fixed, 1, new Affine(1f / 128, 0));

    /// <exception cref="QuantizationException">The operator is not supported.</exception>
    internal static OperatorRule Of(Operator op) => op.Code switch
    {
        BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D or BuiltinOperator.FullyConnected or BuiltinOperator.Mean
            or BuiltinOperator.Relu or BuiltinOperator.Relu6 or BuiltinOperator.ReluN1To1 or BuiltinOperator.HardSwish => Calibrated,
        BuiltinOperator.Add or BuiltinOperator.Sub or BuiltinOperator.Mul => Pair,
        BuiltinOperator.Pad or BuiltinOperator.Reshape or BuiltinOperator.Squeeze or BuiltinOperator.MaxPool2D
            or BuiltinOperator.AveragePool2D => Moving,
        BuiltinOperator.Concatenation => Joining,
        BuiltinOperator.Softmax or BuiltinOperator.Logistic => Probabilities,
        BuiltinOperator.Tanh => MinusOneToOne,
        _ => throw new QuantizationException($"operator {op} is not supported in int8: use float16 or dynamic, or remove the operator from the model"),
    };

    /// <summary>The inputs that are activations (or constants used as such), without omitted ones.</summary>
    internal IEnumerable<int> ActivationsOf(Operator op) => op.Inputs.Take(Activations).Where(input => input != Operator.NoTensor);
}
