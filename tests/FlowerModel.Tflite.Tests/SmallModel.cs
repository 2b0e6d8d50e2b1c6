namespace FlowerModel.Tflite.Tests;

/// <summary>Hand-built models with a few tensors.</summary>
internal static class SmallModel
{
    /// <summary>A RELU of three numbers.</summary>
    internal static Model Identity(params int[] shape) => new()
    {
        Description = "three numbers",
        Subgraphs =
        [
            new Subgraph
            {
                Tensors =
                [
                    new Tensor { Name = "in", Shape = shape.Length == 0 ? [1, 3] : shape, Type = TensorType.Float32 },
                    new Tensor { Name = "out", Shape = shape.Length == 0 ? [1, 3] : shape, Type = TensorType.Float32 },
                ],
                Inputs = [0],
                Outputs = [1],
                Operators = [new Operator { Code = BuiltinOperator.Relu, Inputs = [0], Outputs = [1] }],
            },
        ],
        Signatures = [new Signature(Signature.ServingDefault, [new SignatureTensor("x", 0)], [new SignatureTensor("y", 1)])],
        Metadata = [MetadataEntry.ForMinRuntimeVersion("1.5.0")],
    };

    /// <summary>A model of one operator with the given tensors. The first is the input and the last is the output.</summary>
    internal static Model Of(Operator op, params Tensor[] tensors) => new()
    {
        Subgraphs = [new Subgraph { Tensors = tensors, Inputs = [0], Outputs = [tensors.Length - 1], Operators = [op] }],
    };
}
