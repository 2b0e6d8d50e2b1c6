using FlowerModel.Tflite.Flat;

namespace FlowerModel.Tflite.Tables;

/// <summary>Which record of settings belongs to which operator.</summary>
internal static class OperatorOptionsUnion
{
    /// <summary>Union numbers of option tables that have no fields.</summary>
    private static readonly HashSet<byte> Fieldless =
    [
        22, 24, 25, 26, 33, 34, 36, 38, 39, 41, 42, 43, 44, 45, 46, 47, 48, 51, 52, 53, 54, 56, 60, 62, 63, 65, 66, 67, 68, 72, 73,
        76, 78, 81, 82, 83, 84, 85, 86, 88, 89, 90, 91,
    ];

    /// <summary>
    /// The settings of an operator. Where the file has none, or has the union without a table, they are the format's defaults.
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
            throw owner.Error($"operator {code} comes with options of kind {type}; its own are of kind {expected}");
        }

        return read(type == 0 ? default : table ?? default);
    }

    private static (byte Type, Func<FlatTable, OperatorOptions>? Read) For(BuiltinOperator code) => code switch
    {
        BuiltinOperator.Conv2D => (1, Conv2DOptions.Read),
        BuiltinOperator.DepthwiseConv2D => (2, DepthwiseConv2DOptions.Read),
        BuiltinOperator.AveragePool2D or BuiltinOperator.MaxPool2D => (5, Pool2DOptions.Read),
        BuiltinOperator.FullyConnected => (8, FullyConnectedOptions.Read),
        BuiltinOperator.Softmax => (9, SoftmaxOptions.Read),
        BuiltinOperator.Concatenation => (10, ConcatenationOptions.Read),
        BuiltinOperator.Add => (11, AddOptions.Read),
        BuiltinOperator.Reshape => (17, ReshapeOptions.Read),
        BuiltinOperator.Mul => (21, MulOptions.Read),
        BuiltinOperator.Mean or BuiltinOperator.Sum or BuiltinOperator.ReduceProd or BuiltinOperator.ReduceMax
            or BuiltinOperator.ReduceMin => (27, ReducerOptions.Read),
        BuiltinOperator.Sub => (28, SubOptions.Read),
        BuiltinOperator.Squeeze => (30, SqueezeOptions.Read),
        BuiltinOperator.StridedSlice => (32, StridedSliceOptions.Read),
        BuiltinOperator.Shape => (55, ShapeOptions.Read),
        BuiltinOperator.Pack => (59, PackOptions.Read),
        _ => (0, null),
    };
}
