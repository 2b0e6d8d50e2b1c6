using FlowerModel.Tflite;
using Google.FlatBuffers;

namespace FlowerModel.Tool.Tests.Support;

/// <summary>Models of a few bytes.</summary>
internal static class SmallModels
{
    /// <summary>A RELU whose input has the given name.</summary>
    public static byte[] WithTensorName(string name) => ModelWriter.Write(Relu(name));

    /// <summary>
    /// A model whose metadata calibrates scores (transformation LOG, default score 0.25), written field by field with the field numbers of TensorFlow's
    /// metadata schema.
    /// </summary>
    public static byte[] WithScoreCalibration()
    {
        var builder = new FlatBufferBuilder(256);
        builder.StartTable(2);
        builder.AddByte(0, 1, 0);
        builder.AddFloat(1, 0.25f, 0);
        var calibration = builder.EndTable();
        builder.StartTable(2);
        builder.AddByte(0, 2, 0);
        builder.AddOffset(1, calibration, 0);
        var unit = builder.EndTable();
        var units = VectorOf(builder, unit);
        builder.StartTable(7);
        builder.AddOffset(4, units, 0);
        var output = builder.EndTable();
        var outputs = VectorOf(builder, output);
        builder.StartTable(4);
        builder.AddOffset(3, outputs, 0);
        var subgraph = builder.EndTable();
        var subgraphs = VectorOf(builder, subgraph);
        builder.StartTable(8);
        builder.AddOffset(3, subgraphs, 0);
        builder.Finish(builder.EndTable(), "M001");
        return ModelWriter.Write(Relu("input") with { Metadata = [new MetadataEntry(MetadataEntry.TfliteMetadata, builder.SizedByteArray())] });
    }

    /// <summary>A classifier without kernels: the softmax of the mean red, green and blue of 8 by 8 pixels. Most of its bytes are structure.</summary>
    public static byte[] Colors() => ModelWriter.Write(new Model
    {
        Subgraphs =
        [
            new Subgraph
            {
                Tensors =
                [
                    new Tensor { Name = "image", Shape = [1, 8, 8, 3], Type = TensorType.Float32 },
                    new Tensor { Name = "axes", Shape = [2], Type = TensorType.Int32, Data = new byte[] { 1, 0, 0, 0, 2, 0, 0, 0 } },
                    new Tensor { Name = "mean", Shape = [1, 3], Type = TensorType.Float32 },
                    new Tensor { Name = "scores", Shape = [1, 3], Type = TensorType.Float32 },
                ],
                Inputs = [0],
                Outputs = [3],
                Operators =
                [
                    new Operator { Code = BuiltinOperator.Mean, Inputs = [0, 1], Outputs = [2], Options = new ReducerOptions(KeepDimensions: false) },
                    new Operator { Code = BuiltinOperator.Softmax, Inputs = [2], Outputs = [3], Options = new SoftmaxOptions(1) },
                ],
            },
        ],
    });

    private static int VectorOf(FlatBufferBuilder builder, int table)
    {
        builder.StartVector(4, 1, 4);
        builder.AddOffset(table);
        return builder.EndVector().Value;
    }

    private static Model Relu(string name) => new()
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
    };
}
