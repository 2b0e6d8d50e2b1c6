using System.Runtime.InteropServices;
using FlowerModel.Tflite;
using Affine = FlowerModel.Tflite.Quantization;

namespace FlowerModel.Conversion.Onnx.Graph;

/// <summary>
/// The ONNX values of a subgraph's tensors, images with channels first. A quantized tensor has two: the stored integers, and the real numbers that
/// DequantizeLinear makes of them. Operators compute with real numbers, between DequantizeLinear and QuantizeLinear; runtimes replace such groups by
/// integer operators.
/// </summary>
internal sealed class GraphValues
{
    private readonly Dictionary<int, string> stored = [];
    private readonly Dictionary<int, string> real = [];
    private readonly Dictionary<int, int> expanded = [];

    /// <param name="graph">The subgraph.</param>
    /// <param name="nodes">The nodes to append to.</param>
    internal GraphValues(Subgraph graph, NodeList nodes)
    {
        (Graph, Nodes) = (graph, nodes);
        // Float16 models store kernels as constants behind DEQUANTIZE.
        foreach (var op in graph.Operators.Where(op => op.Code == BuiltinOperator.Dequantize && graph.Tensors[op.Inputs[0]].IsConstant))
            expanded.Add(op.Outputs[0], op.Inputs[0]);
    }

    /// <summary>The subgraph.</summary>
    internal Subgraph Graph { get; }

    /// <summary>The nodes.</summary>
    internal NodeList Nodes { get; }

    /// <summary>Returns a tensor; for one that DEQUANTIZE makes of a constant, that constant.</summary>
    internal Tensor TensorOf(int index) => Graph.Tensors[expanded.GetValueOrDefault(index, index)];

    /// <summary>Returns the value with the numbers as stored.</summary>
    internal string Stored(int index)
    {
        if (stored.TryGetValue(index, out var name)) return name;
        var tensor = Graph.Tensors[index];
        if (!tensor.IsConstant) throw new OnnxExportException($"tensor {tensor.Name} is read before an operator writes it");
        var isImage = Layout.IsImage(tensor);
        return stored[index] = isImage
            ? Constant(tensor, Layout.Permute(tensor.Shape, Layout.ChannelsFirst), Layout.Permute(tensor.Data.Span, tensor.Shape, Layout.ChannelsFirst))
            : Constant(tensor, tensor.Shape, tensor.Data.Span);
    }

    /// <summary>Returns the value with real numbers.</summary>
    internal string Real(int index)
    {
        if (real.TryGetValue(index, out var name)) return name;
        var tensor = Graph.Tensors[index];
        return real[index] = ToReal(tensor, Stored(index), tensor.Quantization is { } affine && affine.IsPerChannel ? Layout.DimensionOf(tensor, affine.Dimension) : 0);
    }

    /// <summary>Returns a constant as real numbers, in another order of dimensions.</summary>
    /// <param name="index">The tensor.</param>
    /// <param name="order">For each new dimension the old one.</param>
    /// <exception cref="OnnxExportException">The tensor is not a constant.</exception>
    internal string RealConstant(int index, int[] order)
    {
        var tensor = RequireConstant(index);
        var name = Constant(tensor, Layout.Permute(tensor.Shape, order), Layout.Permute(tensor.Data.Span, tensor.Shape, order));
        return ToReal(tensor, name, tensor.Quantization is { } affine ? Array.IndexOf(order, affine.Dimension) : 0);
    }

    /// <summary>Returns a constant as real numbers, with another shape of the same elements.</summary>
    /// <exception cref="OnnxExportException">The tensor is not a constant.</exception>
    internal string RealConstantOfShape(int index, params IReadOnlyList<int> shape)
    {
        var tensor = RequireConstant(index);
        return ToReal(tensor, Constant(tensor, shape, tensor.Data.Span), 0);
    }

    /// <summary>Stores the result of an operator, which computes in real numbers.</summary>
    internal void SetReal(int index, string name)
    {
        var tensor = Graph.Tensors[index];
        if (tensor.Quantization is null || tensor.Type == TensorType.Float32) (real[index], stored[index]) = (name, name);
        else stored[index] = Quantize(tensor, name);
    }

    /// <summary>Stores the result of an operator that only moves stored numbers.</summary>
    internal void SetStored(int index, string name)
    {
        stored[index] = name;
        if (Graph.Tensors[index].Type == TensorType.Float32) real[index] = name;
    }

    /// <summary>Returns true if two tensors store real numbers in the same way.</summary>
    internal bool AreStoredAlike(int one, int other)
    {
        var (first, second) = (Graph.Tensors[one], Graph.Tensors[other]);
        return first.Type == second.Type && (first.Quantization, second.Quantization) switch
        {
            (null, null) => true,
            ({ } a, { } b) => a.Scales.SequenceEqual(b.Scales) && a.ZeroPoints.SequenceEqual(b.ZeroPoints),
            _ => false,
        };
    }

    /// <summary>Appends QuantizeLinear.</summary>
    internal string Quantize(Tensor tensor, string name)
    {
        var affine = tensor.Quantization!;
        return Nodes.Add("QuantizeLinear", tensor.Name, [name, Scale(tensor, affine), ZeroPoint(tensor, affine)]);
    }

    /// <summary>Appends DequantizeLinear of stored numbers.</summary>
    internal string ToReal(Tensor tensor, string name, int dimension)
    {
        if (tensor.Type == TensorType.Float32) return name;
        if (tensor.Type == TensorType.Float16) return Nodes.Add("Cast", tensor.Name + "/real", [name], NodeList.Int("to", OnnxType.Float32));
        if (tensor.Quantization is not { } affine) throw new OnnxExportException($"tensor {tensor.Name} has type {tensor.Type} and no scale");
        string[] inputs = [name, Scale(tensor, affine), ZeroPoint(tensor, affine)];
        return affine.IsPerChannel
            ? Nodes.Add("DequantizeLinear", tensor.Name + "/real", inputs, NodeList.Int("axis", dimension))
            : Nodes.Add("DequantizeLinear", tensor.Name + "/real", inputs);
    }

    private string Constant(Tensor tensor, IReadOnlyList<int> shape, ReadOnlySpan<byte> data) =>
        Nodes.AddConstant(tensor.Name, OnnxType.Of(tensor.Type), shape, data);

    private Tensor RequireConstant(int index)
    {
        var tensor = TensorOf(index);
        return tensor.IsConstant ? tensor : throw new OnnxExportException($"tensor {tensor.Name} is not a constant");
    }

    private string Scale(Tensor tensor, Affine affine) =>
        Nodes.AddConstant(tensor.Name + "/scale", OnnxType.Float32, ShapeOf(affine), MemoryMarshal.AsBytes(affine.Scales.ToArray().AsSpan()));

    private string ZeroPoint(Tensor tensor, Affine affine)
    {
        var bytes = tensor.Type == TensorType.Int32
            ? MemoryMarshal.AsBytes(affine.ZeroPoints.Select(point => (int)point).ToArray().AsSpan()).ToArray()
            : [.. affine.ZeroPoints.Select(point => unchecked((byte)point))];
        return Nodes.AddConstant(tensor.Name + "/zero_point", OnnxType.Of(tensor.Type), ShapeOf(affine), bytes);
    }

    private static int[] ShapeOf(Affine affine) => affine.IsPerChannel ? [affine.Scales.Count] : [];
}
