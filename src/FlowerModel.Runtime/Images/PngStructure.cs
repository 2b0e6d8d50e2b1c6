using System.Buffers.Binary;

namespace FlowerModel.Runtime.Images;

/// <summary>Walks the chunks of a PNG (PNG specification, clause 5) to check that the file is complete.</summary>
internal static class PngStructure
{
    private const int LengthAndType = 8;
    private const int Checksum = 4;

    /// <summary>The eight bytes that every PNG starts with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <exception cref="ImageFormatException">The end chunk is missing: the file was cut off.</exception>
    public static void Check(ReadOnlySpan<byte> png)
    {
        for (var rest = png[Signature.Length..]; rest.Length >= LengthAndType + Checksum;)
        {
            if (rest[4..].StartsWith("IEND"u8)) return;
            var next = LengthAndType + (long)BinaryPrimitives.ReadUInt32BigEndian(rest) + Checksum;
            if (next > rest.Length) break;
            rest = rest[(int)next..];
        }

        throw new ImageFormatException("the PNG is truncated: its end chunk is missing");
    }
}
