using System.Runtime.InteropServices;
using FlowerModel.Conversion.Keras;
using FlowerModel.Conversion.Onnx.Messages;
using Google.Protobuf;

namespace FlowerModel.Trainer.Onnx;

/// <summary>The operators and constants of an ONNX file.</summary>
internal sealed class OnnxGraph
{
    private const int Float32 = 1;
    private readonly string path;
    private readonly GraphProto graph;
    private readonly Dictionary<string, TensorProto> constants;

    private OnnxGraph(string path, GraphProto graph)
    {
        (this.path, this.graph) = (path, graph);
        constants = graph.Initializer.DistinctBy(tensor => tensor.Name).ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="KerasWeightsException">The file does not exist or is not an ONNX file.</exception>
    public static OnnxGraph Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return new OnnxGraph(path, ModelProto.Parser.ParseFrom(file).Graph ?? throw new InvalidDataException("it has no graph"));
        }
        catch (Exception error) when (error is IOException or InvalidDataException or InvalidProtocolBufferException)
        {
            throw new KerasWeightsException(path, $"not a readable ONNX file ({error.Message})", error);
        }
    }

    /// <summary>Returns the names of the inputs of all operators of a kind, in the order of the file.</summary>
    /// <param name="kind">The kind, such as <c>Conv</c>.</param>
    public IReadOnlyList<IReadOnlyList<string>> InputsOf(string kind) =>
        [.. graph.Node.Where(node => node.OpType == kind).Select(node => (IReadOnlyList<string>)node.Input)];

    /// <summary>Returns the elements of a float32 constant with a given shape, last dimension fastest.</summary>
    /// <exception cref="KerasWeightsException">There is no such constant.</exception>
    public float[] Constant(string name, params ReadOnlySpan<int> shape)
    {
        var count = 1;
        foreach (var size in shape) count *= size;
        if (!constants.TryGetValue(name, out var tensor) || tensor.DataType != Float32
            || !tensor.Dims.Select(dimension => (int)dimension).SequenceEqual(shape.ToArray()))
        {
            throw new KerasWeightsException(path, $"it has no constant {name} of shape ({string.Join(", ", shape.ToArray())})");
        }

        float[] values = tensor.FloatData.Count > 0 ? [.. tensor.FloatData] : MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
        return values.Length == count ? values : throw new KerasWeightsException(path, $"its constant {name} has {values.Length} elements instead of {count}");
    }
}
