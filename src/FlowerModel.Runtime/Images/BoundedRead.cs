namespace FlowerModel.Runtime.Images;

/// <summary>Reads a stream of unknown length into memory without letting it grow past a limit.</summary>
internal static class BoundedRead
{
    public static byte[] ToEnd(Stream stream, int limit)
    {
        if (stream.CanSeek)
        {
            var length = stream.Length - stream.Position;
            if (length > limit) throw TooLarge(limit);
            var whole = new byte[Math.Max(0, length)];
            var read = stream.ReadAtLeast(whole, whole.Length, throwOnEndOfStream: false);
            return read == whole.Length ? whole : whole[..read];
        }

        using var collected = new MemoryStream();
        var chunk = new byte[81920];
        for (int read; (read = stream.Read(chunk)) > 0;)
        {
            if (collected.Length + read > limit) throw TooLarge(limit);
            collected.Write(chunk, 0, read);
        }

        return collected.ToArray();
    }

    public static ImageFormatException TooLarge(int limit) =>
        new($"the encoded image is larger than {limit >> 20} MB, the most that is read");
}
