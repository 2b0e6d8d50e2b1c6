namespace FlowerModel.Tflite;

/// <summary>Checks that the parts of a model are consistent, after reading and before writing.</summary>
internal static class ModelCheck
{
    /// <exception cref="TfliteFormatException">The model is inconsistent; the message names the part.</exception>
    internal static void Verify(Model model)
    {
        if (model.Subgraphs.Count == 0) throw new TfliteFormatException("the model has no subgraph");
        for (var i = 0; i < model.Subgraphs.Count; i++) Verify(model.Subgraphs[i], $"subgraph {i}");
        foreach (var signature in model.Signatures) Verify(signature, model);
    }

    private static void Verify(Subgraph graph, string where)
    {
        for (var i = 0; i < graph.Tensors.Count; i++) Verify(graph.Tensors[i], where, i);
        CheckIndices(graph.Inputs, 0, graph, where, "inputs");
        CheckIndices(graph.Outputs, 0, graph, where, "outputs");
        for (var i = 0; i < graph.Operators.Count; i++)
        {
            var op = graph.Operators[i];
            CheckIndices(op.Inputs, Operator.NoTensor, graph, where, "inputs", op, i);
            CheckIndices(op.Outputs, 0, graph, where, "outputs", op, i);
            CheckIndices(op.Intermediates, 0, graph, where, "intermediates", op, i);
        }
    }

    private static void Verify(Tensor tensor, string where, int index)
    {
        TfliteFormatException Error(string problem) => new($"{where}, tensor {index} ({Shorten(tensor.ToString())}): {problem}");

        long elements = 1;
        foreach (var dimension in tensor.Shape)
        {
            if (dimension < 0) throw Error("a dimension is negative");
            elements *= dimension;
            if (elements > int.MaxValue) throw Error("the number of elements overflows");
        }

        var size = tensor.Type.ByteSize();
        var isPacked = tensor.Type == TensorType.Int4;
        var bytes = isPacked ? (elements + 1) / 2 : elements * size;
        if (bytes > int.MaxValue) throw Error("its size in bytes overflows");
        if (tensor.IsConstant && (size > 0 || isPacked) && tensor.Data.Length != bytes)
        {
            throw Error($"its constant has {tensor.Data.Length} bytes, but its shape requires {bytes}");
        }

        if (tensor.ShapeSignature is { } signature && signature.Count != tensor.Shape.Count && signature.Count != 0)
        {
            throw Error($"shape_signature has {signature.Count} dimensions, but the shape has {tensor.Shape.Count}");
        }

        if (tensor.Quantization is { } quantization) Verify(quantization, tensor, Error);
    }

    /// <summary>Shortens text for messages: names and shapes in a malicious file can be megabytes long.</summary>
    private static string Shorten(string text) => text.Length <= 160 ? text : string.Concat(text.AsSpan(0, 160), "…");

    private static void Verify(Quantization quantization, Tensor tensor, Func<string, TfliteFormatException> error)
    {
        if (quantization.IsPerChannel)
        {
            var dimension = quantization.Dimension;
            if (dimension < 0 || dimension >= tensor.Shape.Count || tensor.Shape[dimension] != quantization.Scales.Count)
            {
                throw error($"{quantization.Scales.Count} scales do not match the length of dimension {dimension}");
            }
        }

        foreach (var scale in quantization.Scales)
        {
            if (!float.IsFinite(scale) || scale < 0) throw error($"the scale {scale} must be finite and not negative");
        }

        var (min, max) = tensor.Type switch
        {
            TensorType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            TensorType.UInt8 => (byte.MinValue, byte.MaxValue),
            TensorType.Int16 => (short.MinValue, short.MaxValue),
            _ => (int.MinValue, int.MaxValue),
        };
        foreach (var zeroPoint in quantization.ZeroPoints)
        {
            if (zeroPoint < min || zeroPoint > max) throw error($"the zero point {zeroPoint} is out of range for {tensor.Type}");
        }
    }

    private static void Verify(Signature signature, Model model)
    {
        var where = $"signature {signature.Key}";
        if (signature.Subgraph < 0 || signature.Subgraph >= model.Subgraphs.Count)
        {
            throw new TfliteFormatException($"{where}: the model has no subgraph {signature.Subgraph}");
        }

        var graph = model.Subgraphs[signature.Subgraph];
        foreach (var tensor in signature.Inputs.Concat(signature.Outputs))
        {
            if (tensor.Tensor < 0 || tensor.Tensor >= graph.Tensors.Count)
            {
                throw new TfliteFormatException($"{where}: {tensor.Name} is tensor {tensor.Tensor}, which does not exist");
            }
        }
    }

    private static void CheckIndices(
        IReadOnlyList<int> indices, int min, Subgraph graph, string where, string what, Operator? op = null, int opIndex = 0)
    {
        foreach (var index in indices)
        {
            if (index >= min && index < graph.Tensors.Count) continue;
            var who = op is null ? where : $"{where}, operator {opIndex} ({op})";
            throw new TfliteFormatException($"{who}: {what} refer to tensor {index}, but the subgraph has {graph.Tensors.Count} tensors");
        }
    }
}
