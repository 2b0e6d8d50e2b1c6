using System.Buffers.Binary;

namespace FlowerModel.Fuzzing.Images;

/// <summary>Finds the parts of an image file: segments of a JPEG with the data behind them, and chunks of a PNG.</summary>
internal static class ImageParts
{
    /// <summary>Returns start and length of each part. The file may be damaged.</summary>
    public static IReadOnlyList<(int Start, int Length)> Of(ReadOnlySpan<byte> file)
    {
        var parts = new List<(int Start, int Length)>();
        if (file is [0xFF, 0xD8, ..]) AddSegments(file, parts);
        else if (file is [0x89, (byte)'P', ..]) AddChunks(file, parts);
        return parts;
    }

    private static void AddSegments(ReadOnlySpan<byte> jpeg, List<(int Start, int Length)> parts)
    {
        var start = 2;
        for (var at = 4; at < jpeg.Length - 1; at++)
        {
            if (jpeg[at] != 0xFF || jpeg[at + 1] is 0 or 0xFF) continue;
            parts.Add((start, at - start));
            start = at;
        }

        if (start < jpeg.Length) parts.Add((start, jpeg.Length - start));
    }

    private static void AddChunks(ReadOnlySpan<byte> png, List<(int Start, int Length)> parts)
    {
        for (var at = 8; at <= png.Length - 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
            if (length > png.Length - at - 12) break;
            parts.Add((at, (int)length + 12));
            at += (int)length + 12;
        }
    }
}
