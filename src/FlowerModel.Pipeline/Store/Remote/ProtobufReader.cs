using System.Text;

namespace FlowerModel.Pipeline.Store.Remote;

/// <summary>Reads the fields of a Protocol Buffers message.</summary>
/// <param name="message">The bytes of the message.</param>
internal sealed class ProtobufReader(byte[] message)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int position;
    private ulong number;
    private byte[]? bytes;

    /// <summary>Number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Moves to the next field.</summary>
    /// <returns>False at the end of the message.</returns>
    /// <exception cref="FormatException">The message is malformed.</exception>
    public bool Next()
    {
        if (position == message.Length) return false;
        var tag = Varint();
        if (tag >> 3 is 0 or > 536870911) throw Malformed();
        Field = (int)(tag >> 3);
        (number, bytes) = (0, null);
        switch (tag & 7)
        {
            case 0:
                number = Varint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                bytes = Take(Varint());
                break;
            case 5:
                Take(4);
                break;
            default:
                throw Malformed();
        }

        return true;
    }

    /// <summary>The value of an <c>int64</c> field.</summary>
    /// <exception cref="FormatException">The field has another type.</exception>
    public long Number() => bytes is null ? (long)number : throw Malformed();

    /// <summary>The value of a <c>bytes</c> or message field.</summary>
    /// <exception cref="FormatException">The field has another type.</exception>
    public byte[] Bytes() => bytes ?? throw Malformed();

    /// <summary>The value of a <c>string</c> field.</summary>
    /// <exception cref="FormatException">The field has another type, or is not UTF-8.</exception>
    public string Text()
    {
        try
        {
            return StrictUtf8.GetString(Bytes());
        }
        catch (ArgumentException)
        {
            throw Malformed();
        }
    }

    private static FormatException Malformed() => new("The message is not a valid Protocol Buffers message.");

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (position == message.Length) throw Malformed();
            var next = message[position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }

        throw Malformed();
    }

    private byte[] Take(ulong count)
    {
        if (count > (ulong)(message.Length - position)) throw Malformed();
        var taken = new byte[(int)count];
        Array.Copy(message, position, taken, 0, taken.Length);
        position += taken.Length;
        return taken;
    }
}
