using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Tables;

/// <summary>The bytes of a constant or of a metadata entry.</summary>
internal static class BufferTable
{
    /// <summary>The alignment of constants: runtimes map the file and read constants in place with vector instructions.</summary>
    internal const int Alignment = 16;

    private static readonly FlatField Data = new(0, "data");

    // In files over 2 GB the bytes are stored after the FlatBuffers part, at this position of the file.
    private static readonly FlatField Offset = new(1, "offset");
    private static readonly FlatField Size = new(2, "size");

    internal static ReadOnlyMemory<byte> Read(FlatTable table)
    {
        table.Knows(slots: 3);
        var offset = table.UInt64(Offset);
        return offset > 1 ? table.Outside(offset, table.UInt64(Size), Offset) : table.Bytes(Data) ?? default;
    }

    internal static int Write(FlatBufferBuilder builder, ReadOnlyMemory<byte> bytes)
    {
        var data = bytes.IsEmpty ? 0 : builder.CreateBytes(bytes, Alignment);
        builder.StartTable(1);
        builder.AddOffset(Data.Slot, data, 0);
        return builder.EndTable();
    }
}
