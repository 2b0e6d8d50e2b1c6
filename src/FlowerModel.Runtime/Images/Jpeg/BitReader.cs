using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>
/// Reads the bits of entropy-coded data: removes stuffed zeros and stops at a marker, behind which all bits are zeros. Whole bytes are read ahead
/// in the same places as by StbImageSharp, so that a damaged file is read or rejected alike.
/// </summary>
internal unsafe struct BitReader
{
    /// <summary>The value of <see cref="Marker"/> if no marker was found.</summary>
    public const byte NoMarker = 0xFF;

    // A last position for peeking that no position reaches. Files shorter than four bytes have another negative one.
    private const int AtMarker = int.MinValue;

    /// <summary>The next bits, from the highest one on. Behind <see cref="Count"/> bits there may be more of them.</summary>
    public ulong Bits;

    /// <summary>The number of bits that were read ahead, at most 32.</summary>
    public int Count;

    /// <summary>The offset of the next byte.</summary>
    public int Position;

    /// <summary>The marker that ended the data; <see cref="NoMarker"/> if there was none so far.</summary>
    public byte Marker;

    private readonly byte* data;
    private readonly int length;
    private int lastPeek;

    public BitReader(byte* data, int length)
    {
        this.data = data;
        this.length = length;
        this.lastPeek = length - 4;
        Marker = NoMarker;
    }

    /// <summary>The number of bytes of the file.</summary>
    public readonly int Length => this.length;

    /// <summary>True if all bytes were read.</summary>
    public readonly bool IsAtEnd => Position == this.length;

    /// <summary>Returns the next byte; zero at the end of the file.</summary>
    public byte ReadByte() => Position < this.length ? this.data[Position++] : (byte)0;

    /// <summary>Returns the next two bytes as a number.</summary>
    public int ReadUInt16() => (ReadByte() << 8) + ReadByte();

    /// <summary>Skips bytes, at most to the end of the file.</summary>
    public void Skip(int bytes) => Position = (int)Math.Min((long)Position + bytes, this.length);

    /// <summary>Returns the marker that ended the data, or the code of the one at the current position; <see cref="NoMarker"/> if there is none.</summary>
    public byte TakeMarker()
    {
        if (Marker != NoMarker)
        {
            var found = Marker;
            Marker = NoMarker;
            return found;
        }

        if (ReadByte() != 0xFF) return NoMarker;
        byte code;
        do
        {
            code = ReadByte();
        }
        while (code == 0xFF);
        return code;
    }

    /// <summary>Finds the next marker; there is none behind the last one of a file.</summary>
    public void SkipToMarker()
    {
        while (!IsAtEnd)
        {
            var next = ReadByte();
            while (next == 0xFF)
            {
                if (IsAtEnd) return;
                next = ReadByte();
                if (next is 0 or 0xFF) continue;
                Marker = next;
                return;
            }
        }
    }

    /// <summary>Starts entropy-coded data at the current position.</summary>
    public void Start()
    {
        Bits = 0;
        Count = 0;
        this.lastPeek = this.length - 4;
        Marker = NoMarker;
    }

    /// <summary>Reads ahead to more than 24 bits, or up to a marker. A second call at a marker adds zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill()
    {
        if (TryPeek(out var next)) Append(next, ref Bits, ref Count);
        else FillByBytes();
    }

    /// <summary>Returns the next four bytes if there are as many and none of them can belong to a marker.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryPeek(out uint next)
    {
        next = 0;
        if (Position > this.lastPeek) return false;
        next = BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(this.data + Position, 4));
        return ((~next - 0x01010101) & next & 0x80808080) == 0;
    }

    /// <summary>Appends the bytes that <see cref="TryPeek"/> returned to bits that the caller keeps in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(uint next, ref ulong bits, ref int count)
    {
        // All four bytes are added, but only those counted that fit into 32 bits: the others are added again next time.
        bits |= (ulong)next << (32 - count);
        var bytes = (32 - count) >> 3;
        Position += bytes;
        count += bytes << 3;
    }

    /// <summary>Returns the next bits as a number; zero if a marker ends the data before them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int bits)
    {
        if (Count < bits) Fill();
        if (Count < bits) return 0;
        var value = (int)(Bits >> (64 - bits));
        Consume(bits);
        return value;
    }

    /// <summary>Returns the number that the next magnitude bits stand for; zero if a marker ends the data before them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeMagnitude(int size)
    {
        if (Count < size) Fill();
        if (Count < size) return 0;
        var value = (int)(Bits >> (64 - size));
        Consume(size);
        return HuffmanTable.Extend(value, size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Consume(int bits)
    {
        Bits <<= bits;
        Count -= bits;
    }

    /// <summary>Returns the symbol of the next code; -1 if there is no such code.</summary>
    public int TakeSymbol(in HuffmanTable table)
    {
        if (Count < 16) Fill();
        var symbol = table.Find((uint)(Bits >> 48), out var size);
        if (symbol < 0 || size > Count) return -1;
        Consume(size);
        return symbol;
    }

    /// <summary>As <see cref="Fill"/>, byte by byte.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void FillByBytes()
    {
        Bits &= ~(ulong.MaxValue >> Count);
        do
        {
            uint next = this.lastPeek == AtMarker ? (byte)0 : ReadByte();
            if (next == 0xFF)
            {
                var code = ReadByte();
                while (code == 0xFF) code = ReadByte();
                if (code != 0)
                {
                    Marker = code;
                    this.lastPeek = AtMarker;
                    return;
                }
            }

            Bits |= (ulong)next << (56 - Count);
            Count += 8;
        }
        while (Count <= 24);
    }
}
