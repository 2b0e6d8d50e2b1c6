using FlowerModel.Conversion.Onnx.Graph;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Onnx.Operators;

/// <summary>Operators that compute each element by itself, and SOFTMAX.</summary>
internal static class ElementwiseExport
{
    internal static void Add(OperatorExport op) => Pair(op, "Add", op.Options<AddOptions>().Activation);

    internal static void Subtract(OperatorExport op) => Pair(op, "Sub", op.Options<SubOptions>().Activation);

    internal static void Multiply(OperatorExport op) => Pair(op, "Mul", op.Options<MulOptions>().Activation);

    internal static void Relu(OperatorExport op) => op.Finish(op.Real(0), FusedActivation.Relu);

    internal static void Relu6(OperatorExport op) => op.Finish(op.Real(0), FusedActivation.Relu6);

    internal static void ReluN1To1(OperatorExport op) => op.Finish(op.Real(0), FusedActivation.ReluN1To1);

    internal static void HardSwish(OperatorExport op) => Single(op, "HardSwish");

    internal static void Logistic(OperatorExport op) => Single(op, "Sigmoid");

    internal static void Tanh(OperatorExport op) => Single(op, "Tanh");

    /// <summary>DEQUANTIZE and QUANTIZE: the same real numbers, stored in another way.</summary>
    internal static void Requantize(OperatorExport op)
    {
        if (!op.Input(0).IsConstant) op.Finish(op.Real(0));
    }

    internal static void Softmax(OperatorExport op)
    {
        var (value, beta) = (op.Real(0), op.Options<SoftmaxOptions>().Beta);
        if (beta != 1) value = op.Values.Nodes.Add("Mul", op.Name + "/logits", [value, op.Values.Nodes.AddScalar(op.Name + "/beta", beta)]);
        op.Finish(op.Values.Nodes.Add("Softmax", op.Name, [value], NodeList.Int("axis", Layout.DimensionOf(op.Input(0), -1))));
    }

    private static void Single(OperatorExport op, string kind) => op.Finish(op.Values.Nodes.Add(kind, op.Name, [op.Real(0)]));

    private static void Pair(OperatorExport op, string kind, FusedActivation activation) =>
        op.Finish(op.Values.Nodes.Add(kind, op.Name, [Operand(op, 0), Operand(op, 1)]), activation);

    /// <summary>Returns an operand with as many dimensions as the result, so that both have the same order of dimensions.</summary>
    private static string Operand(OperatorExport op, int number)
    {
        var index = op.Operator.Inputs[number];
        var (tensor, rank) = (op.Values.TensorOf(index), op.Result.Shape.Count);
        if (rank != Layout.ImageRank || tensor.Shape.Count == rank) return op.Real(number);
        if (!tensor.IsConstant) throw op.Unsupported("its inputs have different numbers of dimensions");
        if (tensor.ElementCount == 1) return op.Values.RealConstantOfShape(index);
        return tensor.Shape.Count == 1
            ? op.Values.RealConstantOfShape(index, tensor.Shape[0], 1, 1)
            : throw op.Unsupported("its constant is neither one number nor one per channel");
    }
}
