using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Tables;

/// <summary>The table of an <see cref="Operator"/>.</summary>
internal static class OperatorTable
{
    private static readonly FlatField OpcodeIndex = new(0, "opcode_index");
    private static readonly FlatField Inputs = new(1, "inputs");
    private static readonly FlatField Outputs = new(2, "outputs");
    private static readonly FlatField OptionsType = new(3, "builtin_options_type");
    private static readonly FlatField Options = new(4, "builtin_options");
    private static readonly FlatField CustomOptions = new(5, "custom_options");

    internal static Operator Read(FlatTable table, IReadOnlyList<OperatorCode> codes)
    {
        var index = table.UInt32(OpcodeIndex);
        if (index >= codes.Count) throw table.Error($"opcode_index is {index}; the model has {codes.Count} operator codes");
        var (code, customCode, version) = codes[(int)index];
        return new Operator
        {
            Code = code,
            Version = version,
            CustomCode = customCode,
            Inputs = table.Int32s(Inputs) ?? [],
            Outputs = table.Int32s(Outputs) ?? [],
            Options = OperatorOptionsUnion.Read(code, table.Byte(OptionsType), table.Table(Options, $"options of {code}"), table),
            CustomOptions = table.Bytes(CustomOptions) ?? default,
        };
    }

    internal static int Write(FlatBufferBuilder builder, Operator op, int codeIndex)
    {
        var options = op.Options?.Write(builder) ?? 0;
        var custom = op.CustomOptions.IsEmpty ? 0 : builder.CreateBytes(op.CustomOptions, BufferTable.Alignment);
        var inputs = builder.CreateInts(op.Inputs);
        var outputs = builder.CreateInts(op.Outputs);
        builder.StartTable(6);
        builder.AddUint(OpcodeIndex.Slot, (uint)codeIndex, 0);
        builder.AddOffset(Inputs.Slot, inputs, 0);
        builder.AddOffset(Outputs.Slot, outputs, 0);
        builder.AddByte(OptionsType.Slot, op.Options?.UnionType ?? 0, 0);
        builder.AddOffset(Options.Slot, options, 0);
        builder.AddOffset(CustomOptions.Slot, custom, 0);
        return builder.EndTable();
    }
}
