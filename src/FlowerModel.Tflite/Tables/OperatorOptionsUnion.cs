using FlowerModel.Tflite.Flat;

namespace FlowerModel.Tflite.Tables;

/// <summary>Maps operators to their record types of settings.</summary>
internal static class OperatorOptionsUnion
{
    /// <summary>The union numbers of option tables without fields.</summary>
    private static readonly HashSet<byte> Fieldless =
    [
        22, 24, 25, 26, 33, 34, 36, 38, 39, 41, 42, 43, 44, 45, 46, 47, 48, 51, 52, 53, 54, 56, 60, 62, 63, 65, 66, 67, 68, 72, 73,
        76, 78, 81, 82, 83, 84, 85, 86, 88, 89, 90, 91,
    ];

    /// <summary>
    /// Reads the settings of an operator. If the file has none, or has the union without a table, they are the format's defaults.
    /// </summary>
    internal static OperatorOptions? Read(BuiltinOperator code, byte type, FlatTable? table, FlatTable owner)
    {
        var (expected, read) = For(code);
        if (read is null)
        {
            if (type == 0) return null;
            if (!Fieldless.Contains(type)) return new UnsupportedOptions(type);
            table?.Knows(slots: 0);
            return new EmptyOptions(type);
        }

        if (type != 0 && type != expected)
        {
            throw owner.Error($"operator {code} has options of kind {type} instead of kind {expected}");
        }

        return read(type == 0 ? default : table ?? default);
    }

    private static (byte Kind, Func<FlatTable, OperatorOptions>? Read) For(BuiltinOperator code) => code switch
    {
        BuiltinOperator.Conv2D => (Conv2DOptions.Kind, Conv2DOptions.Read),
        BuiltinOperator.DepthwiseConv2D => (DepthwiseConv2DOptions.Kind, DepthwiseConv2DOptions.Read),
        BuiltinOperator.AveragePool2D or BuiltinOperator.MaxPool2D => (Pool2DOptions.Kind, Pool2DOptions.Read),
        BuiltinOperator.FullyConnected => (FullyConnectedOptions.Kind, FullyConnectedOptions.Read),
        BuiltinOperator.Softmax => (SoftmaxOptions.Kind, SoftmaxOptions.Read),
        BuiltinOperator.Concatenation => (ConcatenationOptions.Kind, ConcatenationOptions.Read),
        BuiltinOperator.Add => (AddOptions.Kind, AddOptions.Read),
        BuiltinOperator.Reshape => (ReshapeOptions.Kind, ReshapeOptions.Read),
        BuiltinOperator.Mul => (MulOptions.Kind, MulOptions.Read),
        BuiltinOperator.Mean or BuiltinOperator.Sum or BuiltinOperator.ReduceProd or BuiltinOperator.ReduceMax
            or BuiltinOperator.ReduceMin => (ReducerOptions.Kind, ReducerOptions.Read),
        BuiltinOperator.Sub => (SubOptions.Kind, SubOptions.Read),
        BuiltinOperator.Squeeze => (SqueezeOptions.Kind, SqueezeOptions.Read),
        BuiltinOperator.StridedSlice => (StridedSliceOptions.Kind, StridedSliceOptions.Read),
        BuiltinOperator.Shape => (ShapeOptions.Kind, ShapeOptions.Read),
        BuiltinOperator.Pack => (PackOptions.Kind, PackOptions.Read),
        _ => (0, null),
    };
}
