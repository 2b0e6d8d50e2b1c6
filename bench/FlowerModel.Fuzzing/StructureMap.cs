using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FlowerModel.Tflite;

namespace FlowerModel.Fuzzing;

/// <summary>
/// Positions in a file to damage. They are found by pattern, not by schema, so that nested FlatBuffers (TFLite Metadata) are included; a
/// few false positives do no harm.
/// </summary>
public sealed class StructureMap
{
    private static readonly byte[][] ZipRecords = [[.. "PK\x01\x02"u8], [.. "PK\x03\x04"u8], [.. "PK\x05\x06"u8]];

    private StructureMap(int[] bytes, int[] offsets, int[] tables, int[] vectors, int[] dimensions, int[] zip)
    {
        Bytes = bytes;
        Offsets = offsets;
        Tables = tables;
        Vectors = vectors;
        Dimensions = dimensions;
        Zip = zip;
    }

    /// <summary>Everything outside large constants.</summary>
    public int[] Bytes { get; }

    /// <summary>Positions of offsets to a table, vector or string.</summary>
    public int[] Offsets { get; }

    /// <summary>Positions of tables, each starting with the offset to its vtable.</summary>
    public int[] Tables { get; }

    /// <summary>Positions of the lengths of vectors and strings.</summary>
    public int[] Vectors { get; }

    /// <summary>Positions of the elements of short vectors of small numbers: shapes, indices, paddings.</summary>
    public int[] Dimensions { get; }

    /// <summary>Positions of zip records; empty for a file without an appended zip archive.</summary>
    public int[] Zip { get; }

    internal static StructureMap Of(byte[] file)
    {
        var inside = ConstantsOf(file);
        var bytes = Enumerable.Range(0, file.Length).Where(at => !inside[at]).ToArray();
        var words = Enumerable.Range(0, file.Length / 4).Select(i => 4 * i).Where(at => at + 4 <= file.Length && !inside[at]).ToArray();
        var offsets = words.Where(at => Int(file, at) is > 0 and var offset && at + (long)offset <= file.Length - 4).ToArray();
        var tables = offsets.Select(at => at + Int(file, at)).Where(at => IsTable(file, at)).Distinct().Order().ToArray();
        var vectors = offsets.Select(at => at + Int(file, at)).Where(at => IsVector(file, at)).Distinct().Order().ToArray();
        var dimensions = vectors.Where(at => Int(file, at) is > 0 and <= 6 && at + 4 + 4L * Int(file, at) <= file.Length)
            .SelectMany(at => Enumerable.Range(1, Int(file, at)).Select(i => at + 4 * i))
            .Where(at => Int(file, at) is >= -1 and <= 1 << 16)
            .Distinct().ToArray();
        var zip = Enumerable.Range(0, Math.Max(0, file.Length - 4))
            .Where(at => file[at] == 'P' && !inside[at] && ZipRecords.Any(record => file.AsSpan(at).StartsWith(record)))
            .ToArray();
        return new StructureMap(bytes, offsets, tables, vectors, dimensions, zip);
    }

    private static bool[] ConstantsOf(byte[] file)
    {
        var inside = new bool[file.Length];
        foreach (var tensor in ModelReader.Read(file).Subgraphs.SelectMany(graph => graph.Tensors))
        {
            if (tensor.Data.Length <= 64 || !MemoryMarshal.TryGetArray(tensor.Data, out var segment)) continue;
            inside.AsSpan(segment.Offset, segment.Count).Fill(true);
        }

        return inside;
    }

    private static bool IsTable(byte[] file, int at)
    {
        var vtable = at - (long)Int(file, at);
        if (vtable < 0 || vtable > file.Length - 4) return false;
        var size = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan((int)vtable));
        return size is >= 4 and <= 64 && size % 2 == 0 && vtable + size <= file.Length;
    }

    private static bool IsVector(byte[] file, int at) => Int(file, at) is >= 0 and var count && at + 4L + count <= file.Length;

    private static int Int(byte[] file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at));
}
