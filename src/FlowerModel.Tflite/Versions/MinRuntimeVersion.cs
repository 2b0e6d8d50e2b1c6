namespace FlowerModel.Tflite;

/// <summary>
/// Computes the oldest TensorFlow release whose Lite runtime supports every operator of a model in the version used. The converter writes
/// it to the entry <see cref="MetadataEntry.MinRuntimeVersion"/>.
/// </summary>
/// <remarks>
/// Source: the table of operator versions and releases in TensorFlow's and LiteRT's <c>tools/versioning/runtime_version</c>, as of
/// release 2.20, for the operators of <see cref="BuiltinOperator"/>. 1.5.0 is the first release with TensorFlow Lite.
/// </remarks>
public static class MinRuntimeVersion
{
    private const string First = "1.5.0";

    /// <summary>
    /// Returns the release that a model requires according to its operator versions (<see cref="Operator.Version"/>). As in TensorFlow's own
    /// rule, custom operators and operators that <see cref="BuiltinOperator"/> does not list are ignored.
    /// </summary>
    /// <returns>The release, for example <c>1.14.0</c>; <c>1.5.0</c> if all operators are ignored.</returns>
    public static string Of(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Subgraphs
            .SelectMany(graph => graph.Operators)
            .Select(op => Of(op.Code, Math.Max(1, op.Version)) ?? First)
            .DefaultIfEmpty(First)
            .MaxBy(System.Version.Parse)!;
    }

    /// <summary>Returns the first release that supports an operator in a version.</summary>
    /// <returns>
    /// The release; for a version newer than all known ones, the release of the newest known version; null for custom operators and for
    /// operators that <see cref="BuiltinOperator"/> does not list.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The version is less than 1.</exception>
    public static string? Of(BuiltinOperator code, int version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        var releases = Releases(code);
        return releases.Length == 0 ? null : releases[Math.Min(version, releases.Length) - 1];
    }

    /// <summary>
    /// Returns the model with every operator at the version that it requires (<see cref="OperatorVersions.Needed"/>) and with the resulting
    /// minimum runtime version, which replaces an existing entry or becomes the first one.
    /// </summary>
    public static Model Stamp(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var stamped = model with
        {
            Subgraphs =
            [
                .. model.Subgraphs.Select(graph => graph with
                {
                    Operators = [.. graph.Operators.Select(op => op with { Version = OperatorVersions.Needed(op, graph.Tensors) })],
                }),
            ],
        };
        return stamped with
        {
            Metadata =
            [
                MetadataEntry.ForMinRuntimeVersion(Of(stamped)),
                .. model.Metadata.Where(entry => entry.Name != MetadataEntry.MinRuntimeVersion),
            ],
        };
    }

    /// <summary>Returns the releases of an operator's versions 1, 2, ...</summary>
    private static string[] Releases(BuiltinOperator code) => code switch
    {
        BuiltinOperator.Abs => ["1.13.0", "2.4.0", "2.5.0", "2.6.0", "2.12.0"],
        BuiltinOperator.Add => ["1.5.0", "1.14.0", "2.4.0", "2.6.0", "2.13.0"],
        BuiltinOperator.ArgMax => ["1.9.0", "1.14.0", "2.9.0"],
        BuiltinOperator.AveragePool2D or BuiltinOperator.MaxPool2D => ["1.5.0", "1.14.0", "2.3.0"],
        BuiltinOperator.BatchMatMul => ["2.3.0", "2.3.0", "2.4.0", "2.5.0"],
        BuiltinOperator.Cast => ["1.5.0", "2.7.0", "2.8.0", "2.9.0", "2.12.0", "2.15.0", "2.17.0"],
        BuiltinOperator.Concatenation => ["1.5.0", "1.14.0", "2.3.0", "2.14.0"],
        BuiltinOperator.Conv2D => ["1.5.0", "1.14.0", "1.14.0", "2.3.0", "2.4.0", "2.9.0", "2.11.0", "2.15.0"],
        BuiltinOperator.DepthwiseConv2D => ["1.5.0", "1.12.0", "1.14.0", "2.2.0", "2.3.0", "2.3.0", "2.11.0"],
        BuiltinOperator.Dequantize => ["1.13.1", "1.14.0", "1.15.0", "2.2.0", "2.7.0", "2.18.0"],
        BuiltinOperator.Div => ["1.6.0", "2.3.0"],
        BuiltinOperator.Exp => ["1.7.0", "2.12.0"],
        BuiltinOperator.ExpandDims => ["1.10.0"],
        BuiltinOperator.Floor => ["1.9.0"],
        BuiltinOperator.FullyConnected =>
        [
            "1.5.0", "1.10.0", "1.14.0", "1.14.0", "2.0.0", "2.1.0", "2.3.0", "2.3.0", "2.3.0", "2.11.0", "2.15.0", "2.17.0", "2.18.0",
        ],
        BuiltinOperator.Gather => ["1.6.0", "1.14.0", "1.15.0", "2.4.0", "2.5.0", "2.13.0", "2.15.0"],
        BuiltinOperator.HardSwish => ["1.15.0"],
        BuiltinOperator.L2Normalization => ["1.5.0", "1.14.0"],
        BuiltinOperator.LeakyRelu => ["1.13.1", "2.3.0"],
        BuiltinOperator.LogSoftmax => ["1.14.0", "1.14.0"],
        BuiltinOperator.Logistic or BuiltinOperator.Tanh => ["1.14.0", "1.14.0", "2.3.0"],
        BuiltinOperator.Maximum or BuiltinOperator.Minimum => ["1.14.0", "1.14.0", "2.3.0", "2.3.0"],
        BuiltinOperator.Mean => ["1.6.0", "1.14.0", "2.4.0"],
        BuiltinOperator.Mul => ["1.5.0", "1.14.0", "1.15.0", "2.3.0", "2.6.0", "2.11.0", "2.13.0"],
        BuiltinOperator.Neg => ["1.9.0"],
        BuiltinOperator.PRelu => ["1.8.0"],
        BuiltinOperator.Pack => ["1.11.0", "1.14.0", "2.3.0", "2.13.0"],
        BuiltinOperator.Pad => ["1.5.0", "1.14.0", "2.4.0", "2.6.0"],
        BuiltinOperator.PadV2 => ["1.9.0", "1.14.0", "2.4.0", "2.6.0"],
        BuiltinOperator.Pow => ["1.10.0"],
        BuiltinOperator.Quantize => ["1.14.0", "1.15.0", "2.7.0"],
        BuiltinOperator.ReduceMax or BuiltinOperator.ReduceMin => ["1.11.0", "1.14.0", "2.5.0"],
        BuiltinOperator.ReduceProd => ["1.11.0", "2.6.0"],
        BuiltinOperator.Relu => ["1.5.0", "2.1.0", "2.5.0"],
        BuiltinOperator.Relu6 => ["1.5.0", "1.14.0", "2.5.0"],
        BuiltinOperator.ReluN1To1 => ["1.5.0"],
        BuiltinOperator.Reshape => ["1.5.0"],
        BuiltinOperator.ResizeBilinear => ["1.7.0", "1.14.0", "2.2.0", "2.5.0"],
        BuiltinOperator.ResizeNearestNeighbor => ["1.13.1", "1.14.0", "2.3.0", "2.4.0"],
        BuiltinOperator.Rsqrt => ["1.10.0", "2.5.0", "2.15.0"],
        BuiltinOperator.Shape => ["1.10.0"],
        BuiltinOperator.Slice => ["1.14.0", "1.14.0", "1.14.0", "2.4.0", "2.5.0", "2.14.0"],
        BuiltinOperator.Softmax => ["1.5.0", "1.14.0", "2.3.0"],
        BuiltinOperator.Split => ["1.5.0", "1.14.0", "1.14.0", "2.3.0"],
        BuiltinOperator.Sqrt => ["1.10.0"],
        BuiltinOperator.Square => ["1.12.0"],
        BuiltinOperator.Squeeze => ["1.6.0", "2.5.0"],
        BuiltinOperator.StridedSlice => ["1.6.0", "1.14.0", "2.1.0", "2.2.0", "2.5.0", "2.6.0", "2.14.0", "2.14.0"],
        BuiltinOperator.Sub => ["1.6.0", "1.14.0", "2.3.0", "2.4.0", "2.4.0"],
        BuiltinOperator.Sum => ["1.10.0", "1.15.0"],
        BuiltinOperator.Transpose => ["1.6.0", "1.14.0", "1.15.0", "2.3.0", "2.4.0", "2.12.0", "2.14.4"],
        BuiltinOperator.TransposeConv => ["1.9.0", "2.2.0", "2.3.0", "2.13.0", "2.15.0"],
        _ => [],
    };
}
