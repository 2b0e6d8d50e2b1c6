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
    private static readonly FlatField CustomOptionsFormat = new(6, "custom_options_format");
    private static readonly FlatField MutatingVariableInputs = new(7, "mutating_variable_inputs");
    private static readonly FlatField Intermediates = new(8, "intermediates");

    // Custom options that are stored after the FlatBuffers part, like the buffers of files over 2 GB.
    private static readonly FlatField LargeCustomOptionsOffset = new(9, "large_custom_options_offset");
    private static readonly FlatField LargeCustomOptionsSize = new(10, "large_custom_options_size");

    // A second union, for StableHLO operators.
    private static readonly FlatField Options2Type = new(11, "builtin_options_2_type");
    private static readonly FlatField DebugMetadataIndex = new(13, "debug_metadata_index");

    internal static Operator Read(FlatTable table, IReadOnlyList<OperatorCode> codes)
    {
        var index = table.UInt32(OpcodeIndex);
        if (index >= codes.Count) throw table.Error($"opcode_index is {index}; the model has {codes.Count} operator codes");
        var (code, customCode, version) = codes[(int)index];
        table.Knows(slots: 14);
        if (table.Byte(Options2Type) != 0) table.NoteUnknown(Options2Type.Name);
        if (table.Byte(CustomOptionsFormat) != 0) table.NoteUnknown(CustomOptionsFormat.Name);
        return new Operator
        {
            Code = code,
            Version = version,
            CustomCode = customCode,
            Inputs = table.Int32s(Inputs) ?? [],
            Outputs = table.Int32s(Outputs) ?? [],
            Options = OperatorOptionsUnion.Read(code, table.Byte(OptionsType), table.Table(Options, $"options of {code}"), table),
            Intermediates = table.Int32s(Intermediates) ?? [],
            MutatingVariableInputs = table.Bools(MutatingVariableInputs) ?? [],
            CustomOptions = table.UInt64(LargeCustomOptionsOffset) is var offset and > 1
                ? table.Outside(offset, table.UInt64(LargeCustomOptionsSize), LargeCustomOptionsOffset)
                : table.Bytes(CustomOptions) ?? default,
            DebugMetadataIndex = table.Int32(DebugMetadataIndex, -1),
        };
    }

    internal static int Write(FlatBufferBuilder builder, Operator op, int codeIndex)
    {
        var options = op.Options?.Write(builder) ?? 0;
        var custom = op.CustomOptions.IsEmpty ? 0 : builder.CreateBytes(op.CustomOptions, BufferTable.Alignment);
        var inputs = builder.CreateInts(op.Inputs);
        var outputs = builder.CreateInts(op.Outputs);
        var intermediates = op.Intermediates.Count == 0 ? 0 : builder.CreateInts(op.Intermediates);
        var mutating = op.MutatingVariableInputs.Count == 0 ? 0 : builder.CreateBools(op.MutatingVariableInputs);
        builder.StartTable(14);
        builder.AddUint(OpcodeIndex.Slot, (uint)codeIndex, 0);
        builder.AddOffset(Inputs.Slot, inputs, 0);
        builder.AddOffset(Outputs.Slot, outputs, 0);
        builder.AddByte(OptionsType.Slot, op.Options?.UnionType ?? 0, 0);
        builder.AddOffset(Options.Slot, options, 0);
        builder.AddOffset(CustomOptions.Slot, custom, 0);
        builder.AddOffset(MutatingVariableInputs.Slot, mutating, 0);
        builder.AddOffset(Intermediates.Slot, intermediates, 0);
        builder.AddInt(DebugMetadataIndex.Slot, op.DebugMetadataIndex, -1);
        return builder.EndTable();
    }
}
