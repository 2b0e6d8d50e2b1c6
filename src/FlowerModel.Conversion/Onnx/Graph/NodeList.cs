using System.Runtime.InteropServices;
using FlowerModel.Conversion.Onnx.Messages;
using Google.Protobuf;

namespace FlowerModel.Conversion.Onnx.Graph;

/// <summary>The nodes and constants of an ONNX graph. Every value has a unique name.</summary>
internal sealed class NodeList
{
    private const int FloatAttribute = 1;
    private const int IntAttribute = 2;
    private const int IntsAttribute = 7;
    private readonly GraphProto graph;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <param name="graph">The graph to append to.</param>
    internal NodeList(GraphProto graph) => this.graph = graph;

    /// <summary>Returns a name that no other value has: the wanted one, with a number if it is taken.</summary>
    internal string Reserve(string wanted)
    {
        var name = wanted;
        for (var number = 2; !names.Add(name); number++) name = FormattableString.Invariant($"{wanted}#{number}");
        return name;
    }

    /// <summary>Appends a node with one output and returns the name of its value.</summary>
    /// <param name="kind">The operator, for example <c>Conv</c>.</param>
    /// <param name="name">The wanted name of the value.</param>
    /// <param name="inputs">The names of the inputs.</param>
    /// <param name="attributes">The settings.</param>
    internal string Add(string kind, string name, IEnumerable<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var result = Reserve(name);
        var node = new NodeProto { Name = result, OpType = kind };
        node.Input.Add(inputs);
        node.Output.Add(result);
        foreach (var attribute in attributes) node.Attribute.Add(attribute);
        graph.Node.Add(node);
        return result;
    }

    /// <summary>Appends a constant and returns its name.</summary>
    internal string AddConstant(string name, int type, IEnumerable<int> shape, ReadOnlySpan<byte> data)
    {
        var tensor = new TensorProto { Name = Reserve(name), DataType = type, RawData = ByteString.CopyFrom(data) };
        tensor.Dims.Add(shape.Select(size => (long)size));
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Appends a float32 constant without dimensions.</summary>
    internal string AddScalar(string name, float value) => AddConstant(name, OnnxType.Float32, [], MemoryMarshal.AsBytes([value]));

    /// <summary>Appends a list of whole numbers.</summary>
    internal string AddIntegers(string name, params ReadOnlySpan<long> values) =>
        AddConstant(name, OnnxType.Int64, [values.Length], MemoryMarshal.AsBytes(values));

    internal static AttributeProto Float(string name, float value) => new() { Name = name, F = value, Type = FloatAttribute };

    internal static AttributeProto Int(string name, long value) => new() { Name = name, I = value, Type = IntAttribute };

    internal static AttributeProto Ints(string name, params IEnumerable<int> values)
    {
        var attribute = new AttributeProto { Name = name, Type = IntsAttribute };
        attribute.Ints.Add(values.Select(value => (long)value));
        return attribute;
    }
}
