namespace FlowerModel.Pipeline.Data;

/// <summary>Recognizes the formats that are decoded by their first bytes, for files whose names do not say what they are.</summary>
public static class ImageContent
{
    /// <summary>Number of bytes that are looked at.</summary>
    public const int Length = 10;

    private static readonly byte[][] Signatures =
    [
        [0xFF, 0xD8, 0xFF],
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A],
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7', (byte)'a'],
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'9', (byte)'a'],
    ];

    /// <summary>Returns true if a file begins like an image; false also if it cannot be read.</summary>
    /// <param name="path">Full path.</param>
    public static bool IsImage(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
            var start = new byte[Length];
            var length = 0;
            while (length < Length && file.Read(start, length, Length - length) is > 0 and var read) length += read;
            return IsImage(start, length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Returns true if these are the first bytes of an image.</summary>
    /// <param name="start">Bytes of which the first ones are the content's.</param>
    /// <param name="length">Their number, at most <see cref="Length"/>.</param>
    public static bool IsImage(byte[] start, int length)
    {
        foreach (var signature in Signatures)
        {
            if (length >= signature.Length && StartsWith(start, signature)) return true;
        }

        // The two letters of a BMP also begin words; four reserved bytes of its header are zeros.
        return length >= Length && start[0] == 'B' && start[1] == 'M' && start[6] == 0 && start[7] == 0 && start[8] == 0 && start[9] == 0;
    }

    private static bool StartsWith(byte[] start, byte[] signature)
    {
        for (var i = 0; i < signature.Length; i++)
        {
            if (start[i] != signature[i]) return false;
        }

        return true;
    }
}
