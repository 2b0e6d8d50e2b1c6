using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Graph;

/// <summary>Gives each operator its own copies of float32 constants, since operators that share a constant may need different scales for it.</summary>
internal static class ConstantCopies
{
    internal static Model Apply(Model model)
    {
        var draft = new GraphDraft(model);
        HashSet<int> used = [];
        for (var i = 0; i < draft.Operators.Count; i++)
        {
            var op = draft.Operators[i];
            draft.Operators[i] = op with { Inputs = [.. op.Inputs.Select(input => Own(draft, used, input))] };
        }

        return draft.Build();
    }

    private static int Own(GraphDraft draft, HashSet<int> used, int input)
    {
        if (input == Operator.NoTensor || draft.Tensors[input] is not { IsConstant: true, Type: TensorType.Float32 } constant || used.Add(input)) return input;
        var copy = draft.Add(constant with { Name = FormattableString.Invariant($"{constant.Name}_{draft.Tensors.Count}") });
        used.Add(copy);
        return copy;
    }
}
