using FlowerModel.Tflite;

namespace FlowerModel.Tool.Inspection;

/// <summary>The purpose of a constant.</summary>
internal enum TensorRole
{
    /// <summary>Neither a kernel nor a bias.</summary>
    Other,

    /// <summary>Weights of a convolution or dense layer.</summary>
    Kernel,

    /// <summary>Bias of a convolution or dense layer.</summary>
    Bias,
}

/// <summary>Finds the kernels and biases among the constants of a subgraph, including those behind the DEQUANTIZE of float16 models.</summary>
internal static class TensorRoles
{
    /// <summary>Role and operator of each constant that has a role, by tensor index; a constant shared by two operators belongs to the first.</summary>
    public static IReadOnlyDictionary<int, (TensorRole Role, Operator Operator)> Of(Subgraph graph)
    {
        var storedAs = graph.Operators
            .Where(op => op is { Code: BuiltinOperator.Dequantize, Inputs: [>= 0 and var input], Outputs.Count: 1 } && graph.Tensors[input].IsConstant)
            .DistinctBy(op => op.Outputs[0])
            .ToDictionary(op => op.Outputs[0], op => op.Inputs[0]);
        var roles = new Dictionary<int, (TensorRole, Operator)>();
        foreach (var op in graph.Operators)
        {
            if (KernelInput(op.Code) is not { } kernel) continue;
            Add(kernel.Kernel, TensorRole.Kernel, op);
            Add(kernel.Bias, TensorRole.Bias, op);
        }

        return roles;

        void Add(int input, TensorRole role, Operator op)
        {
            if (input >= op.Inputs.Count || op.Inputs[input] < 0) return;
            var tensor = storedAs.GetValueOrDefault(op.Inputs[input], op.Inputs[input]);
            if (graph.Tensors[tensor].IsConstant) roles.TryAdd(tensor, (role, op));
        }
    }

    private static (int Kernel, int Bias)? KernelInput(BuiltinOperator code) => code switch
    {
        BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D or BuiltinOperator.FullyConnected => (1, 2),
        BuiltinOperator.TransposeConv => (1, 3),
        _ => null,
    };
}
