namespace FlowerModel.Runtime.Images;

/// <summary>Walks the blocks of a GIF (GIF89a) up to the end of its first frame, the only one that is decoded.</summary>
internal static class GifStructure
{
    private const int ScreenDescriptorEnd = 13;
    private const byte Extension = 0x21;
    private const byte ImageDescriptor = 0x2C;
    private const int ImageDescriptorBytes = 10;

    /// <exception cref="ImageFormatException">The first frame is incomplete.</exception>
    public static void Check(ReadOnlySpan<byte> gif)
    {
        if (gif.Length < ScreenDescriptorEnd) throw Truncated();
        var at = ScreenDescriptorEnd + ColorTableBytes(gif[10]);
        while (at < gif.Length)
        {
            switch (gif[at])
            {
                case Extension:
                    at = AfterDataBlocks(gif, at + 2);
                    break;
                case ImageDescriptor when at + ImageDescriptorBytes <= gif.Length:
                    AfterDataBlocks(gif, at + ImageDescriptorBytes + ColorTableBytes(gif[at + 9]) + 1);
                    return;
                default:
                    throw new ImageFormatException("the GIF holds no frame");
            }
        }

        throw Truncated();
    }

    private static int ColorTableBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static int AfterDataBlocks(ReadOnlySpan<byte> gif, int at)
    {
        while (at < gif.Length)
        {
            var length = gif[at];
            at += length + 1;
            if (length == 0) return at;
        }

        throw Truncated();
    }

    private static ImageFormatException Truncated() => new("the GIF is truncated: its first frame is not whole");
}
