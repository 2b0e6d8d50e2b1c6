using System.Buffers.Binary;
using FlowerModel.Tflite;

namespace FlowerModel.Fuzzing;

/// <summary>Creates damaged files from valid ones; the same seed files, seed and index produce the same bytes.</summary>
public sealed class Mutator
{
    private static readonly int[] Extremes =
    [
        0, 1, 2, 3, -1, -2, 4, 7, 8, 16, 255, 256, 32767, 32768, 65535, 65536, 1 << 20, 1 << 28, 1 << 30, int.MaxValue - 3, int.MaxValue,
        int.MinValue, int.MinValue + 1, 46341, 65537, 715827883,
    ];

    private readonly IReadOnlyList<SeedFile> seeds;
    private readonly double[] cumulative;
    private readonly int seed;

    /// <summary>Creates a mutator.</summary>
    /// <param name="seeds">Valid files, at least one.</param>
    /// <param name="seed">Seed of the random number generator.</param>
    public Mutator(IReadOnlyList<SeedFile> seeds, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfZero(seeds.Count);
        this.seeds = seeds;
        this.seed = seed;
        cumulative = new double[seeds.Count];
        var total = 0.0;
        for (var i = 0; i < seeds.Count; i++) cumulative[i] = total += seeds[i].Weight;
    }

    /// <summary>Creates the damaged file with an index.</summary>
    public (SeedFile Seed, byte[] Bytes) Make(long index)
    {
        var random = new Random((int)(Mix(((ulong)(uint)seed << 40) + (ulong)index) >> 32));
        var source = Pick(random);
        if (random.Next(2) == 0 && ChangeGraph(source, random) is { } changed) return (source, changed);
        var file = (byte[])source.Bytes.Clone();
        do
        {
            file = Damage(file, source.Structure, random);
        }
        while (random.Next(2) == 0);

        return (source, file);
    }

    /// <summary>A well-formed file of a changed model; null if the writer rejects it, and for large seed files, which take too long.</summary>
    private static byte[]? ChangeGraph(SeedFile source, Random random)
    {
        if (source.Model is not { } model) return null;
        try
        {
            return ModelWriter.Write(GraphMutator.Change(model, random));
        }
        catch (TfliteFormatException)
        {
            return null;
        }
    }

    private byte[] Damage(byte[] file, StructureMap map, Random random)
    {
        switch (random.Next(16))
        {
            case 0 or 1:
                if (At(map.Bytes, file, 1, random) is { } bit) file[bit] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                if (At(map.Bytes, file, 1, random) is { } single) file[single] = (byte)random.Next(256);
                break;
            case 3:
                if (At(map.Bytes, file, 4, random) is { } any) Write(file, any, Extreme(file, random));
                break;
            case 4:
                if (At(map.Bytes, file, 2, random) is { } half)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(half), (ushort)Extreme(file, random));
                }

                break;
            case 5 or 6:
                if (At(map.Offsets, file, 4, random) is { } offset) Write(file, offset, Retarget(file, map, offset, random));
                break;
            case 7:
                if (At(map.Vectors, file, 4, random) is { } vector) Write(file, vector, Near(file, vector, random));
                break;
            case 8 or 9:
                DamageVtable(file, map, random);
                break;
            case 10 or 11:
                if (At(map.Dimensions, file, 4, random) is { } dimension) Write(file, dimension, Extreme(file, random));
                break;
            case 12:
                DamageZip(file, map, random);
                break;
            case 13:
                Overwrite(file, random);
                break;
            case 14:
                return Resize(file, map, random);
            default:
                if (At(map.Offsets, file, 4, random) is { } from && At(map.Offsets, file, 4, random) is { } to)
                {
                    file.AsSpan(from, 4).CopyTo(file.AsSpan(to));
                }

                break;
        }

        return file;
    }

    /// <summary>Redirects an offset to another table or vector, by a few bytes, or anywhere.</summary>
    private static int Retarget(byte[] file, StructureMap map, int at, Random random) => random.Next(4) switch
    {
        0 when At(map.Tables, file, 4, random) is { } table => table - at,
        1 when At(map.Vectors, file, 4, random) is { } vector => vector - at,
        2 => Near(file, at, random),
        _ => Extreme(file, random),
    };

    private static void DamageVtable(byte[] file, StructureMap map, Random random)
    {
        if (At(map.Tables, file, 4, random) is not { } table) return;
        var vtable = table - (long)BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(table));
        if (random.Next(6) == 0)
        {
            // The vtable of another table, or none.
            var other = At(map.Tables, file, 4, random) ?? table;
            Write(file, table, random.Next(3) == 0 ? Extreme(file, random) : table - other + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(other)));
            return;
        }

        var entry = vtable + 2 * random.Next(16);
        if (entry < 0 || entry + 2 > file.Length) return;
        var value = random.Next(4) switch
        {
            0 => 0,
            1 => random.Next(64),
            2 => 4 * random.Next(16),
            _ => random.Next(1 << 16),
        };
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan((int)entry), (ushort)value);
    }

    private static void DamageZip(byte[] file, StructureMap map, Random random)
    {
        if (At(map.Zip, file, 4, random) is not { } record) return;
        var at = record + random.Next(48);
        if (at + 4 > file.Length) return;
        switch (random.Next(3))
        {
            case 0:
                file[at] = (byte)random.Next(256);
                break;
            case 1:
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)Extreme(file, random));
                break;
            default:
                Write(file, at, Extreme(file, random));
                break;
        }
    }

    /// <summary>Overwrites part of the file with a piece of this or another file.</summary>
    private void Overwrite(byte[] file, Random random)
    {
        var other = random.Next(2) == 0 ? file : Pick(random).Bytes;
        var length = Math.Min(Math.Min(file.Length, other.Length), 1 << random.Next(2, 10));
        if (length == 0) return;
        var (from, to) = (Aligned(random.Next(other.Length - length + 1)), Aligned(random.Next(file.Length - length + 1)));
        other.AsSpan(from, length).CopyTo(file.AsSpan(to));
    }

    /// <summary>Truncates the file, removes a piece, or inserts or appends a piece of another file.</summary>
    private byte[] Resize(byte[] file, StructureMap map, Random random)
    {
        if (file.Length == 0) return file;
        var at = random.Next(2) == 0 ? random.Next(file.Length) : Math.Min(file.Length, At(map.Bytes, file, 1, random) ?? 0);
        var length = Math.Min(file.Length - at, 1 << random.Next(10));
        var other = Pick(random).Bytes;
        var start = random.Next(other.Length);
        var piece = other.AsMemory(start, Math.Min(other.Length - start, 1 << random.Next(2, 12)));
        return random.Next(4) switch
        {
            0 => file[..at],
            1 => [.. file.AsSpan(0, at), .. file.AsSpan(at + length)],
            2 => [.. file.AsSpan(0, at), .. piece.Span, .. file.AsSpan(at)],
            _ => [.. file, .. piece.Span],
        };
    }

    private SeedFile Pick(Random random)
    {
        var place = random.NextDouble() * cumulative[^1];
        var found = Array.FindIndex(cumulative, end => place < end);
        return seeds[found < 0 ? seeds.Count - 1 : found];
    }

    private static int? At(int[] positions, byte[] file, int size, Random random)
    {
        if (positions.Length == 0) return null;
        var at = positions[random.Next(positions.Length)];
        return at + size <= file.Length ? at : null;
    }

    private static int Near(byte[] file, int at, Random random) =>
        BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at)) + random.Next(4) switch
        {
            0 => random.Next(-4, 5),
            1 => 4 * random.Next(-8, 9),
            2 => random.Next(-256, 257),
            _ => 1 << random.Next(31),
        };

    private static int Extreme(byte[] file, Random random) => random.Next(4) switch
    {
        0 => random.Next(file.Length + 8),
        1 => random.Next(),
        _ => Extremes[random.Next(Extremes.Length)],
    };

    private static void Write(byte[] file, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);

    private static int Aligned(int position) => position / 4 * 4;

    /// <summary>Decorrelates neighboring numbers (the finalizer of SplitMix64).</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9e3779b97f4a7c15;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
