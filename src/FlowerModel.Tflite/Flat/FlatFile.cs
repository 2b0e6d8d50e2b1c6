using System.Buffers.Binary;

namespace FlowerModel.Tflite.Flat;

/// <summary>
/// The bytes of a FlatBuffers file; every read is checked. Offsets between tables only point forward, so cycles are impossible. But in
/// a malicious file many offsets can point to the same large table, so decoding is also limited by a budget that is proportional to the
/// file's length.
/// </summary>
internal sealed class FlatFile
{
    /// <summary>
    /// The approximate memory that decoded parts may take, as a multiple of the file's length. In a normal file a table takes four to seven
    /// times its size, and constants, which are most of a file, are not decoded.
    /// </summary>
    private const int BudgetFactor = 10;

    /// <summary>An allowance for tiny files, which consist almost entirely of tables.</summary>
    private const int BudgetFloor = 64 << 10;

    /// <summary>The maximum number of unknown fields to record, which a malicious file could exceed.</summary>
    private const int MaxUnknown = 16;

    private readonly ReadOnlyMemory<byte> bytes;
    private readonly SortedSet<string> unknown = new(StringComparer.Ordinal);
    private long budget;

    internal FlatFile(ReadOnlyMemory<byte> bytes)
    {
        this.bytes = bytes;
        budget = (long)bytes.Length * BudgetFactor + BudgetFloor;
    }

    /// <summary>Fields that are present but not supported, for example "field 9 of tensor".</summary>
    internal IReadOnlyCollection<string> Unknown => unknown;

    internal int Length => bytes.Length;

    /// <summary>Checks the four identifier bytes and returns the root table.</summary>
    internal FlatTable Root(ReadOnlySpan<byte> identifier, string kind)
    {
        if (bytes.Length < 8) throw new TfliteFormatException($"the file has {bytes.Length} bytes, too few for a FlatBuffers file");
        if (!bytes.Span.Slice(4, 4).SequenceEqual(identifier))
        {
            throw new TfliteFormatException(
                $"the file has no identifier {System.Text.Encoding.ASCII.GetString(identifier)} at byte 4: it is not a {kind} file");
        }

        return FlatTable.At(this, Follow(0, kind), kind);
    }

    /// <summary>Returns the position that the forward offset at <paramref name="at"/> points to.</summary>
    internal int Follow(int at, string what)
    {
        var target = at + (long)UInt32(at, what);
        if (target <= at || target > bytes.Length - 4)
        {
            throw new TfliteFormatException($"{what}: the offset at byte {at} points to byte {target}, outside the file");
        }

        return (int)target;
    }

    internal byte Byte(int at, string what) => Span(at, 1, what)[0];

    internal ushort UInt16(int at, string what) => BinaryPrimitives.ReadUInt16LittleEndian(Span(at, 2, what));

    internal int Int32(int at, string what) => BinaryPrimitives.ReadInt32LittleEndian(Span(at, 4, what));

    internal uint UInt32(int at, string what) => BinaryPrimitives.ReadUInt32LittleEndian(Span(at, 4, what));

    internal ulong UInt64(int at, string what) => BinaryPrimitives.ReadUInt64LittleEndian(Span(at, 8, what));

    internal ReadOnlySpan<byte> Span(int at, int length, string what) => Slice(at, length, what).Span;

    internal ReadOnlyMemory<byte> Slice(long at, long length, string what)
    {
        if (at < 0 || length < 0 || at > bytes.Length || length > bytes.Length - at)
        {
            throw new TfliteFormatException(
                $"{what}: {length} bytes from byte {at} extend past the end of the file ({bytes.Length} bytes)");
        }

        return bytes.Slice((int)at, (int)length);
    }

    internal void NoteUnknown(string what)
    {
        if (unknown.Count < MaxUnknown) unknown.Add(what);
    }

    /// <summary>Charges the memory of decoded parts to the budget; throws if it is exceeded.</summary>
    internal void Charge(long memory, string what)
    {
        budget -= memory;
        if (budget < 0)
        {
            throw new TfliteFormatException(
                $"{what}: the file's tables overlap, and decoding them takes more than {BudgetFactor} times the file's {bytes.Length} bytes");
        }
    }
}
