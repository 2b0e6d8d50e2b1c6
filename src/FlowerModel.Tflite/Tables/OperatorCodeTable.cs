using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Tables;

/// <summary>A kind of operator and its version; operators refer to it by index.</summary>
internal readonly record struct OperatorCode(BuiltinOperator Code, string? CustomCode, int Version);

/// <summary>The table of an <see cref="OperatorCode"/>.</summary>
internal static class OperatorCodeTable
{
    // One byte; codes above 127 are stored only in builtin_code, with 127 here.
    private static readonly FlatField DeprecatedBuiltinCode = new(0, "deprecated_builtin_code");
    private static readonly FlatField CustomCode = new(1, "custom_code");
    private static readonly FlatField Version = new(2, "version");
    private static readonly FlatField BuiltinCode = new(3, "builtin_code");

    internal static OperatorCode Read(FlatTable table)
    {
        table.Knows(slots: 4);
        // Older files have only the byte, newer ones have both fields. As in the runtime, the larger value counts.
        var code = (BuiltinOperator)Math.Max(table.SByte(DeprecatedBuiltinCode), table.Int32(BuiltinCode));
        if (code < 0) throw table.Error($"the operator code {(int)code} is negative");
        var custom = code == BuiltinOperator.Custom ? table.String(CustomCode) ?? "" : null;
        return new OperatorCode(code, custom, table.Int32(Version, 1));
    }

    internal static int Write(FlatBufferBuilder builder, OperatorCode code)
    {
        var custom = code.CustomCode is null ? 0 : builder.CreateText(code.CustomCode);
        builder.StartTable(4);
        builder.AddSbyte(DeprecatedBuiltinCode.Slot, (sbyte)Math.Min((int)code.Code, sbyte.MaxValue), 0);
        builder.AddOffset(CustomCode.Slot, custom, 0);
        builder.AddInt(Version.Slot, code.Version, 1);
        builder.AddInt(BuiltinCode.Slot, (int)code.Code, 0);
        return builder.EndTable();
    }
}
