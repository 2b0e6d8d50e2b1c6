using FlowerModel.Conversion.Onnx.Graph;
using FlowerModel.Conversion.Onnx.Messages;
using FlowerModel.Conversion.Onnx.Operators;
using FlowerModel.Tflite;
using Google.Protobuf;

namespace FlowerModel.Conversion.Onnx;

/// <summary>
/// Writes a float32, float16 or int8 .tflite as an ONNX model with the same weights. Input and output keep their names, types and order of dimensions
/// (images are NHWC); the number of images is free. Int8 models are written with QuantizeLinear and DequantizeLinear around each operator, with the
/// scales and zero points of the .tflite, so that runtimes compute with integers.
/// </summary>
public static class OnnxExporter
{
    /// <summary>The version of the operators, which needs ONNX Runtime 1.12 or later.</summary>
    public const int OperatorSet = 17;

    /// <summary>The version of the format that belongs to <see cref="OperatorSet"/>.</summary>
    private const int FormatVersion = 8;

    private const string BatchDimension = "batch";

    /// <summary>Exports a model.</summary>
    /// <param name="tflite">The whole .tflite file, including the appended labels.</param>
    /// <returns>The bytes of the .onnx file; the same input produces the same bytes.</returns>
    /// <exception cref="TfliteFormatException">The file is not a valid .tflite model.</exception>
    /// <exception cref="OnnxExportException">An operator is not supported; the message names it.</exception>
    public static byte[] Export(ReadOnlyMemory<byte> tflite)
    {
        var model = ModelReader.Read(tflite);
        var metadata = MetadataReader.Read(model, tflite);
        var result = new ModelProto { IrVersion = FormatVersion, ProducerName = "FlowerModel", DocString = metadata?.Description ?? "", Graph = Write(model) };
        result.OpsetImport.Add(new OperatorSetIdProto { Version = OperatorSet });
        result.MetadataProps.Add(OnnxProperties.Of(model, metadata).Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }));
        return result.ToByteArray();
    }

    private static GraphProto Write(Model model)
    {
        var (main, graph) = (model.Main, new GraphProto { Name = model.Main.Name });
        var nodes = new NodeList(graph);
        var values = new GraphValues(main, nodes);
        var signature = model.Signatures.FirstOrDefault(signature => signature.Subgraph == 0);
        string[] outputs = [.. main.Outputs.Select(index => nodes.Reserve(NameOf(index, signature?.Outputs)))];
        foreach (var index in main.Inputs)
        {
            var tensor = main.Tensors[index];
            var name = nodes.Reserve(NameOf(index, signature?.Inputs));
            graph.Input.Add(Describe(name, tensor));
            values.SetStored(index, Layout.IsImage(tensor)
                ? nodes.Add("Transpose", name + "/channels_first", [name], NodeList.Ints("perm", Layout.ChannelsFirst))
                : name);
        }

        foreach (var op in main.Operators) OperatorExporters.Export(new OperatorExport(op, values));
        foreach (var (index, name) in main.Outputs.Zip(outputs))
        {
            var tensor = main.Tensors[index];
            var (kind, order) = Layout.IsImage(tensor) ? ("Transpose", (AttributeProto[])[NodeList.Ints("perm", Layout.ChannelsLast)]) : ("Identity", []);
            var node = new NodeProto { Name = name, OpType = kind, Input = { values.Stored(index) }, Output = { name } };
            node.Attribute.Add(order);
            graph.Node.Add(node);
            graph.Output.Add(Describe(name, tensor));
        }

        return graph;

        string NameOf(int index, IReadOnlyList<SignatureTensor>? named) =>
            named?.FirstOrDefault(tensor => tensor.Tensor == index)?.Name ?? main.Tensors[index].Name;
    }

    private static ValueInfoProto Describe(string name, Tensor tensor)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(tensor.Shape.Select((size, i) =>
            i == 0 ? new DimensionProto { DimParam = BatchDimension } : new DimensionProto { DimValue = size }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TensorTypeProto { ElemType = OnnxType.Of(tensor.Type), Shape = shape } },
        };
    }
}
