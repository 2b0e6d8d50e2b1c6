using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Tables;

/// <summary>The Metadata table of a <see cref="MetadataEntry"/>: a name and a buffer index.</summary>
internal static class MetadataEntryTable
{
    private static readonly FlatField Name = new(0, "name");
    private static readonly FlatField Buffer = new(1, "buffer");

    internal static MetadataEntry Read(FlatTable table, IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        table.Knows(slots: 2);
        var buffer = table.UInt32(Buffer);
        if (buffer >= buffers.Count) throw table.Error($"buffer is {buffer}; the model has {buffers.Count} buffers");
        return new MetadataEntry(table.String(Name) ?? "", buffers[(int)buffer]);
    }

    internal static int Write(FlatBufferBuilder builder, MetadataEntry entry, int buffer)
    {
        var name = builder.CreateText(entry.Name);
        builder.StartTable(2);
        builder.AddOffset(Name.Slot, name, 0);
        builder.AddUint(Buffer.Slot, (uint)buffer, 0);
        return builder.EndTable();
    }
}
