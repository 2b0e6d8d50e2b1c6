using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace FlowerModel.Tflite.Flat;

/// <summary>
/// A table of a <see cref="FlatFile"/>. Fields are read by slot; absent fields have their defaults. The vtable and the table's extent
/// are checked once, on creation; every field is checked against that extent.
/// </summary>
internal readonly struct FlatTable
{
    /// <summary>The approximate memory that the object for a table takes, in addition to its contents.</summary>
    private const int ObjectBytes = 160;

    /// <summary>The memory that an array or a string takes in addition to its elements.</summary>
    private const int HeaderBytes = 24;

    /// <summary>The memory of this structure in a 64-bit process: two references and four numbers.</summary>
    private const int TableBytes = 32;

    private readonly FlatFile file;
    private readonly int position;
    private readonly int size;
    private readonly int vtable;
    private readonly int vtableSize;
    private readonly string kind;

    private FlatTable(FlatFile file, int position, int size, int vtable, int vtableSize, string kind)
    {
        this.file = file;
        this.position = position;
        this.size = size;
        this.vtable = vtable;
        this.vtableSize = vtableSize;
        this.kind = kind;
    }

    internal static FlatTable At(FlatFile file, int position, string kind)
    {
        var vtable = position - (long)file.Int32(position, kind);
        if (vtable < 0 || vtable > file.Length - 4)
        {
            throw new TfliteFormatException($"{kind} at byte {position}: its vtable would lie at byte {vtable}, outside the file");
        }

        var vtableSize = file.UInt16((int)vtable, kind);
        var size = file.UInt16((int)vtable + 2, kind);
        if (vtableSize < 4 || vtableSize % 2 != 0 || vtable + vtableSize > file.Length)
        {
            throw new TfliteFormatException(
                $"{kind} at byte {position}: its vtable at byte {vtable} has an impossible size of {vtableSize}");
        }

        if (size < 4 || position + (long)size > file.Length)
        {
            throw new TfliteFormatException($"{kind} at byte {position}: a table of {size} bytes does not fit in the file");
        }

        file.Charge(size + ObjectBytes, kind);
        return new FlatTable(file, position, size, (int)vtable, vtableSize, kind);
    }

    /// <summary>Creates the error for a problem in this table; its message states the table and its position.</summary>
    internal TfliteFormatException Error(string problem) => new($"{kind} at byte {position}: {problem}");

    /// <summary>
    /// Declares that the reader of this table knows the fields in the first <paramref name="slots"/> slots. The first other field that is
    /// present is recorded in the file, so that a writer can refuse to drop it.
    /// </summary>
    internal void Knows(int slots)
    {
        var first = vtable + 4 + 2 * slots;
        var end = vtable + vtableSize;
        if (first >= end) return;

        // Many tables can share one long vtable, so searching it counts as decoding.
        file.Charge(end - first, kind);
        for (var entry = first; entry < end; entry += 2)
        {
            if (file.UInt16(entry, kind) == 0) continue;
            NoteUnknown($"field {(entry - vtable - 4) / 2}");
            return;
        }
    }

    /// <summary>Records something that is present but ignored by this library.</summary>
    internal void NoteUnknown(string what)
    {
        file.Charge(ObjectBytes, kind);
        file.NoteUnknown($"{what} of {kind}");
    }

    internal bool Has(FlatField field) => Find(field, 1) != 0;

    internal byte Byte(FlatField field, byte fallback = 0) =>
        Find(field, 1) is var at and not 0 ? file.Byte(at, field.Name) : fallback;

    internal sbyte SByte(FlatField field) => unchecked((sbyte)Byte(field));

    internal bool Bool(FlatField field, bool fallback = false) => Byte(field, fallback ? (byte)1 : (byte)0) != 0;

    internal int Int32(FlatField field, int fallback = 0) =>
        Find(field, 4) is var at and not 0 ? file.Int32(at, field.Name) : fallback;

    internal uint UInt32(FlatField field) => unchecked((uint)Int32(field));

    internal ulong UInt64(FlatField field) => Find(field, 8) is var at and not 0 ? file.UInt64(at, field.Name) : 0;

    internal float Single(FlatField field) => BitConverter.Int32BitsToSingle(Int32(field));

    /// <summary>Reads a byte that must be one of the first <paramref name="count"/> values of an enumeration.</summary>
    internal byte Enum(FlatField field, int count)
    {
        var value = Byte(field);
        return value < count ? value : throw Error($"{field.Name} has the unknown value {value}");
    }

    /// <summary>Reads an element type; Float32 if absent.</summary>
    internal TensorType TensorType(FlatField field) => (TensorType)Enum(field, (int)Tflite.TensorType.Int4 + 1);

    /// <summary>Reads a string; null if absent.</summary>
    internal string? String(FlatField field)
    {
        if (Vector(field, 1) is not { } vector) return null;
        file.Charge(2L * vector.Count + HeaderBytes, kind);
        var utf8 = file.Span(vector.Start, vector.Count, field.Name);
        return Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : throw Error($"{field.Name} is not valid UTF-8");
    }

    /// <summary>Returns a vector of bytes as a slice of the file; null if absent.</summary>
    internal ReadOnlyMemory<byte>? Bytes(FlatField field) =>
        Vector(field, 1) is { } vector ? file.Slice(vector.Start, vector.Count, field.Name) : null;

    /// <summary>Returns bytes anywhere in the file, for fields that contain an explicit position and length.</summary>
    internal ReadOnlyMemory<byte> Outside(ulong start, ulong length, FlatField field)
    {
        if (start > int.MaxValue || length > int.MaxValue) throw Error($"{field.Name} points past the end of the file");
        return file.Slice((long)start, (long)length, field.Name);
    }

    internal int[]? Int32s(FlatField field)
    {
        if (Vector(field, 4) is not { } vector) return null;
        file.Charge(4L * vector.Count + HeaderBytes, kind);
        var bytes = file.Span(vector.Start, vector.Count * 4, field.Name);
        var values = new int[vector.Count];
        for (var i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
        return values;
    }

    /// <summary>Reads a vector of flags, one per byte.</summary>
    internal bool[]? Bools(FlatField field)
    {
        if (Bytes(field) is not { } bytes) return null;
        file.Charge(bytes.Length + HeaderBytes, kind);
        var values = new bool[bytes.Length];
        for (var i = 0; i < values.Length; i++) values[i] = bytes.Span[i] != 0;
        return values;
    }

    internal float[]? Singles(FlatField field)
    {
        if (Vector(field, 4) is not { } vector) return null;
        file.Charge(4L * vector.Count + HeaderBytes, kind);
        var bytes = file.Span(vector.Start, vector.Count * 4, field.Name);
        var values = new float[vector.Count];
        for (var i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
        return values;
    }

    internal long[]? Int64s(FlatField field)
    {
        if (Vector(field, 8) is not { } vector) return null;
        file.Charge(8L * vector.Count + HeaderBytes, kind);
        var bytes = file.Span(vector.Start, vector.Count * 8, field.Name);
        var values = new long[vector.Count];
        for (var i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * i)..]);
        return values;
    }

    /// <summary>Returns a table; null if absent.</summary>
    internal FlatTable? Table(FlatField field, string itsKind) =>
        Find(field, 4) is var at and not 0 ? At(file, file.Follow(at, field.Name), itsKind) : null;

    /// <summary>Returns a vector of tables; empty if absent.</summary>
    internal FlatTable[] Tables(FlatField field, string itsKind)
    {
        if (Vector(field, 4) is not { } vector) return [];
        file.Charge((long)TableBytes * vector.Count, kind);
        var tables = new FlatTable[vector.Count];
        for (var i = 0; i < tables.Length; i++) tables[i] = At(file, file.Follow(vector.Start + 4 * i, field.Name), itsKind);
        return tables;
    }

    private (int Start, int Count)? Vector(FlatField field, int elementSize)
    {
        var at = Find(field, 4);
        if (at == 0) return null;
        var start = file.Follow(at, field.Name);
        var count = file.UInt32(start, field.Name);
        if (count * (long)elementSize > file.Length - start - 4)
        {
            throw Error($"{field.Name} at byte {start} claims {count} elements, more than the rest of the file can hold");
        }

        return (start + 4, (int)count);
    }

    /// <summary>Returns the position of a field's inline bytes in the file, or 0 if the table does not have the field.</summary>
    private int Find(FlatField field, int bytes)
    {
        var entry = 4 + 2 * field.Slot;
        if (entry + 2 > vtableSize) return 0;
        var offset = file.UInt16(vtable + entry, field.Name);
        if (offset == 0) return 0;
        if (offset < 4 || offset + bytes > size) throw Error($"{field.Name} lies at {offset}, outside the table's {size} bytes");
        return position + offset;
    }
}
