using System.Text;

namespace FlowerModel.Pipeline.Store.Remote;

/// <summary>Writes the fields of a Protocol Buffers message. As in proto3, a field with its default value is left out.</summary>
internal sealed class ProtobufWriter
{
    private readonly List<byte> message = [];

    /// <summary>Returns the message.</summary>
    public byte[] ToArray() => [.. message];

    /// <summary>Writes an <c>int64</c>, <c>int32</c> or <c>bool</c> field.</summary>
    public void Number(int field, long value)
    {
        if (value == 0) return;
        Varint((ulong)field << 3);
        Varint((ulong)value);
    }

    /// <summary>Writes a <c>string</c> field.</summary>
    public void Text(int field, string value)
    {
        if (value.Length > 0) Message(field, Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Writes a <c>bytes</c> field.</summary>
    public void Bytes(int field, byte[] value)
    {
        if (value.Length > 0) Message(field, value);
    }

    /// <summary>Writes a message field, which is written even if the message is empty.</summary>
    public void Message(int field, byte[] value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        message.AddRange(value);
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) message.Add((byte)(value | 0x80));
        message.Add((byte)value);
    }
}
