using FlowerModel.Tflite;

namespace FlowerModel.Tool.Tests.Support;

/// <summary>Models of a few bytes.</summary>
internal static class SmallModels
{
    /// <summary>One RELU whose input has the given name.</summary>
    public static byte[] WithTensorName(string name) => ModelWriter.Write(new Model
    {
        Subgraphs =
        [
            new Subgraph
            {
                Tensors =
                [
                    new Tensor { Name = name, Shape = [1, 2], Type = TensorType.Float32 },
                    new Tensor { Name = "result", Shape = [1, 2], Type = TensorType.Float32 },
                ],
                Inputs = [0],
                Outputs = [1],
                Operators = [new Operator { Code = BuiltinOperator.Relu, Inputs = [0], Outputs = [1] }],
            },
        ],
    });
}
