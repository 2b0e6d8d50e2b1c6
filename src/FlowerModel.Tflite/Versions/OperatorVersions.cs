using Type = FlowerModel.Tflite.TensorType;

namespace FlowerModel.Tflite;

/// <summary>
/// Computes which version of its definition an operator requires: the lowest one that allows its tensor types and settings. A runtime
/// rejects versions that it does not support.
/// </summary>
/// <remarks>
/// Source: the rules of TensorFlow's <c>tools/versioning/op_version</c> as of release 2.20, for the operators of
/// <see cref="BuiltinOperator"/>. The converter gives all operators of one kind in a file the highest version that any of them requires;
/// here each operator has its own version.
/// </remarks>
internal static class OperatorVersions
{
    /// <summary>Returns the version that an operator requires.</summary>
    /// <param name="op">The operator; its <see cref="Operator.Version"/> is used only if there is no rule, see below.</param>
    /// <param name="tensors">The tensors of its subgraph.</param>
    /// <returns>
    /// The version, from 1. Operators that <see cref="BuiltinOperator"/> does not list, custom operators, and operators whose settings this
    /// library does not support (<see cref="UnsupportedOptions"/>) require at least the version that they state.
    /// </returns>
    public static int Needed(Operator op, IReadOnlyList<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(op);
        ArgumentNullException.ThrowIfNull(tensors);
        var signature = new OperatorSignature(op, tensors);
        var version = Rule(op, signature);
        return version is null || op.Options is UnsupportedOptions ? Math.Max(op.Version, version ?? 1) : version.Value;
    }

    /// <summary>Returns the version according to the rule, or null if there is no rule for the operator.</summary>
    private static int? Rule(Operator op, OperatorSignature s) => op.Code switch
    {
        BuiltinOperator.Conv2D => Conv2D(op.Options as Conv2DOptions, s),
        BuiltinOperator.DepthwiseConv2D => DepthwiseConv2D(op.Options as DepthwiseConv2DOptions, s),
        BuiltinOperator.FullyConnected => FullyConnected(op.Options as FullyConnectedOptions, s),
        BuiltinOperator.Add => Add(op.Options as AddOptions, s),
        BuiltinOperator.Sub => Sub(op.Options as SubOptions, s),
        BuiltinOperator.Mul => Mul(s),
        BuiltinOperator.Div => s.BroadcastsOverFourDimensions ? 2 : 1,
        BuiltinOperator.Maximum or BuiltinOperator.Minimum =>
            s.Is(Type.Int16, Type.Int16) ? 4 : s.BroadcastsOverFourDimensions ? 3 : ByInput(s.Input, int8: 2),
        BuiltinOperator.AveragePool2D or BuiltinOperator.MaxPool2D or BuiltinOperator.Logistic or BuiltinOperator.Tanh =>
            s.Is(Type.Int16, Type.Int16) ? 3 : ByInput(s.Input, int8: 2),
        BuiltinOperator.Softmax or BuiltinOperator.Mean or BuiltinOperator.ReduceMax or BuiltinOperator.ReduceMin
            or BuiltinOperator.Relu6 or BuiltinOperator.Rsqrt => ByInput(s.Input, int8: 2, int16: 3),
        BuiltinOperator.Concatenation => s.Input == Type.UInt32 ? 4 : ByInput(s.Input, int8: 2, int16: 3),
        BuiltinOperator.Pack => s.Input == Type.UInt32 ? 4 : s.Is(Type.Int16, Type.Int16) ? 3 : ByInput(s.Input, int8: 2),
        BuiltinOperator.Pad or BuiltinOperator.PadV2 => s.Rank > 4 ? 4 : ByInput(s.Input, int8: 2, int16: 3),
        BuiltinOperator.Relu => s.Input == Type.UInt8 ? 2 : ByInput(s.Input, int8: 2, int16: 3),
        BuiltinOperator.LeakyRelu => ByInput(s.Input, int8: 1, int16: 2),
        BuiltinOperator.Exp or BuiltinOperator.ReduceProd => ByInput(s.Input, int8: 2, int16: 2),
        BuiltinOperator.Sum or BuiltinOperator.LogSoftmax => ByInput(s.Input, int8: 2),
        BuiltinOperator.L2Normalization => ByInput(s.Output, int8: 2),
        BuiltinOperator.Quantize => s.Touches(Type.Int4) ? 4 : s.OutputIsPerChannel ? 3 : s.Output == Type.Int16 ? 2 : 1,
        BuiltinOperator.Dequantize => Dequantize(s),
        BuiltinOperator.Transpose => Transpose(s),
        BuiltinOperator.ArgMax => ByBoolOrInt8(s.Input),
        BuiltinOperator.Gather => Gather(s),
        BuiltinOperator.Squeeze => s.Input == Type.String ? 2 : 1,
        BuiltinOperator.StridedSlice => StridedSlice(op.Options as StridedSliceOptions, s),
        BuiltinOperator.Slice => Slice(s),
        // The first input of SPLIT is the dimension.
        BuiltinOperator.Split => s.Second == Type.Int32 ? 3 : ByInput(s.Second, int8: 2, int16: 4),
        BuiltinOperator.ResizeBilinear or BuiltinOperator.ResizeNearestNeighbor => ByInput(s.Input, int8: 2, int16: 4),
        BuiltinOperator.TransposeConv => s.HasInput(3) ? 3 : ByInput(s.Second, int8: 2),
        BuiltinOperator.BatchMatMul => ByInput(s.Input, int8: 2, int16: 3),
        BuiltinOperator.Abs => Abs(s),
        BuiltinOperator.Cast => Cast(s),
        BuiltinOperator.Floor or BuiltinOperator.ReluN1To1 or BuiltinOperator.Reshape or BuiltinOperator.PRelu or BuiltinOperator.Neg
            or BuiltinOperator.ExpandDims or BuiltinOperator.Sqrt or BuiltinOperator.Shape or BuiltinOperator.Pow
            or BuiltinOperator.Square or BuiltinOperator.HardSwish => 1,
        _ => null,
    };

    private static int ByInput(Type? type, int int8, int int16 = 1) => type switch { Type.Int16 => int16, Type.Int8 => int8, _ => 1 };

    private static int ByBoolOrInt8(Type? type) => type switch { Type.Bool => 3, Type.Int8 => 2, _ => 1 };

    private static int Conv2D(Conv2DOptions? options, OperatorSignature s)
    {
        if (s.Is(Type.Int16, Type.Int8, Type.Int16) && options is { QuantizedBiasType: not Type.Float32 }) return 8;
        if (s.IsGroupedConvolution) return 6;
        if (s.Is(Type.Int16, Type.Int16, Type.Int16)) return 4;
        if (s.Is(Type.Int8, Type.Int8, Type.Int8)) return 3;
        if (s.Is(Type.Int8, Type.Int4, Type.Int8)) return 7;
        return s.Is(Type.Float32, Type.Int8, Type.Float32) ? s.KernelHasScalePer(dimension: 0) ? 5 : 2 : 1;
    }

    private static int DepthwiseConv2D(DepthwiseConv2DOptions? options, OperatorSignature s)
    {
        if (s.Is(Type.Int16, Type.Int16, Type.Int16)) return 5;
        if (s.Is(Type.Float32, Type.Int8, Type.Float32)) return s.KernelHasScalePer(dimension: 3) ? 6 : 4;
        if (s.Is(Type.Int8, Type.Int8, Type.Int8)) return 3;
        if (s.Is(Type.Int8, Type.Int4, Type.Int8)) return 7;
        return options is { DilationWidth: not 1 } or { DilationHeight: not 1 } ? 2 : 1;
    }

    private static int FullyConnected(FullyConnectedOptions? options, OperatorSignature s)
    {
        if (s.Is(Type.Float32, Type.Int8, Type.Float32) && s.KernelIsPerChannel) return 12;
        if (s.Is(Type.Int16, Type.Int8, Type.Int16) && options is { QuantizedBiasType: not Type.Float32 }) return 11;
        if (s.Is(Type.Int16, Type.Int16, Type.Int16)) return 7;
        if (s.InputCount == 2) return 6;
        if (options is { KeepDimensions: true }) return 5;
        if (s.Is(Type.Int8, Type.Int8, Type.Int8)) return 4;
        if (s.Is(Type.Int8, Type.Int4, Type.Int8)) return 10;
        if (s.Is(Type.Float32, Type.Int8, Type.Float32)) return options is { AsymmetricQuantizeInputs: true } ? 9 : 3;
        return options is { WeightsFormat: not 0 } ? 2 : 1;
    }

    private static int Add(AddOptions? options, OperatorSignature s) => s.Input switch
    {
        Type.Int16 when !s.InputIsQuantized => 5,
        Type.Int64 => 4,
        Type.Int16 when s.Output == Type.Int16 && options is { PowerOfTwoScaleInt16: false } => 3,
        Type.Int8 => 2,
        _ => 1,
    };

    private static int Sub(SubOptions? options, OperatorSignature s)
    {
        if (s.Is(Type.Int16, Type.Int16) && options is { PowerOfTwoScaleInt16: false }) return 5;
        if (s.Input == Type.Int64) return 4;
        return s.BroadcastsOverFourDimensions ? 3 : ByInput(s.Input, int8: 2);
    }

    private static int Mul(OperatorSignature s) => s.Input switch
    {
        Type.UInt32 => 7,
        Type.Int16 when !s.InputIsQuantized && !s.SecondIsQuantized => 7,
        Type.Complex64 => 6,
        Type.Int64 => 5,
        Type.Int16 => 4,
        _ when s.ScaleOfProduct >= 1 => 3,
        Type.Int8 => 2,
        _ => 1,
    };

    private static int Dequantize(OperatorSignature s) => s.Input switch
    {
        Type.Int4 => 6,
        Type.Int16 or Type.Float16 => 3,
        Type.Int8 => s.InputIsPerChannel ? 5 : 2,
        _ => 1,
    };

    private static int StridedSlice(StridedSliceOptions? options, OperatorSignature s)
    {
        if (options is { Offset: true }) return 8;
        if (s.Input == Type.UInt32) return 7;
        if (options is { EllipsisMask: not 0 } or { NewAxisMask: not 0 }) return 6;
        if (s.Input == Type.String) return 5;
        return s.Rank > 4 ? 4 : ByBoolOrInt8(s.Input);
    }

    private static int Gather(OperatorSignature s)
    {
        if (s.Input == Type.Int4) return 7;
        if (s.Second == Type.Int16) return 6;
        return s.Input == Type.Int16 ? 4 : ByBoolOrInt8(s.Input);
    }

    private static int Transpose(OperatorSignature s)
    {
        if (s.Rank > 5) return 6;
        if (s.Input == Type.Int16) return 5;
        return s.Rank > 4 ? 4 : ByBoolOrInt8(s.Input);
    }

    private static int Slice(OperatorSignature s)
    {
        if (s.Input == Type.UInt32) return 6;
        if (s.Rank > 4) return 5;
        return s.Input == Type.String ? 3 : ByInput(s.Input, int8: 2, int16: 4);
    }

    private static int Abs(OperatorSignature s) => s.Input switch
    {
        Type.Int32 => 5,
        Type.Int16 => s.InputIsQuantized ? 3 : 4,
        Type.Int8 or Type.UInt8 => 2,
        _ => 1,
    };

    private static int Cast(OperatorSignature s)
    {
        if (s.Input == Type.Int4 && s.Output == Type.Float32) return 6;
        if (s.Touches(Type.Float64) || s.Touches(Type.Float16)) return 5;
        if (s.Touches(Type.UInt16)) return 4;
        if (s.Touches(Type.Int8)) return 3;
        return s.Touches(Type.UInt32) ? 2 : 1;
    }
}
