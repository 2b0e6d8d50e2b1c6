using System.Buffers.Binary;

namespace FlowerModel.Fuzzing.Images;

/// <summary>Creates damaged images from valid ones; the same seed and index produce the same bytes.</summary>
public sealed class ImageMutator
{
    private static readonly int[] Extremes = [0, 1, 2, 3, 4, 7, 8, 16, 17, 63, 64, 127, 128, 255, 256, 1024, 32767, 32768, 65535, int.MaxValue, -1];

    private readonly IReadOnlyList<ImageSeed> seeds;
    private readonly int seed;

    /// <summary>Creates a mutator.</summary>
    /// <param name="seeds">Valid images, at least one.</param>
    /// <param name="seed">Seed of the random number generator.</param>
    public ImageMutator(IReadOnlyList<ImageSeed> seeds, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfZero(seeds.Count);
        this.seeds = seeds;
        this.seed = seed;
    }

    /// <summary>Creates the damaged image with an index.</summary>
    public (string Seed, byte[] Bytes) Make(long index)
    {
        var random = new Random(HashCode(index));
        var source = this.seeds[random.Next(this.seeds.Count)];
        var file = (byte[])source.Bytes.Clone();
        do
        {
            file = Damage(file, random);
        }
        while (random.Next(3) != 0);

        return (source.Name, file);
    }

    private int HashCode(long index)
    {
        var mixed = unchecked(((ulong)index + ((ulong)(uint)this.seed << 40)) * 0x9E3779B97F4A7C15UL);
        return (int)(mixed ^ (mixed >> 32));
    }

    private byte[] Damage(byte[] file, Random random)
    {
        if (file.Length < 16) return [.. file, .. this.seeds[random.Next(this.seeds.Count)].Bytes];
        var parts = ImageParts.Of(file);
        switch (random.Next(12))
        {
            case 0 or 1 or 2:
                file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
                return file;
            case 3 or 4:
                file[random.Next(file.Length)] = (byte)random.Next(256);
                return file;
            case 5:
                var near = Pick(parts, random) is { } header ? header.Start + random.Next(Math.Min(24, header.Length)) : random.Next(file.Length);
                file[Math.Min(near, file.Length - 1)] = (byte)Extremes[random.Next(Extremes.Length)];
                return file;
            case 6:
                BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(random.Next(file.Length - 1)), (ushort)Extremes[random.Next(Extremes.Length)]);
                return file;
            case 7:
                return file[..random.Next(1, file.Length)];
            case 8:
                // Other images contribute parts too: a scan of one coding behind the header of another.
                var other = this.seeds[random.Next(this.seeds.Count)].Bytes;
                return Pick(ImageParts.Of(other), random) is { } foreign && Pick(parts, random) is { } place
                    ? [.. file[..place.Start], .. other.AsSpan(foreign.Start, foreign.Length), .. file[place.Start..]]
                    : file;
            case 9:
                return Pick(parts, random) is { } removed ? [.. file[..removed.Start], .. file[(removed.Start + removed.Length)..]] : file;
            case 10:
                return Pick(parts, random) is { } twice
                    ? [.. file[..(twice.Start + twice.Length)], .. file.AsSpan(twice.Start, twice.Length), .. file[(twice.Start + twice.Length)..]]
                    : file;
            default:
                var tail = this.seeds[random.Next(this.seeds.Count)].Bytes;
                return [.. file[..random.Next(1, file.Length)], .. tail[random.Next(tail.Length)..]];
        }
    }

    private static (int Start, int Length)? Pick(IReadOnlyList<(int Start, int Length)> parts, Random random) =>
        parts.Count == 0 ? null : parts[random.Next(parts.Count)];
}
