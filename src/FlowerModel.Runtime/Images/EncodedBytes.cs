using FlowerModel.Runtime.Images.Buffers;

namespace FlowerModel.Runtime.Images;

/// <summary>The bytes of an encoded image, in memory from the pool.</summary>
internal readonly struct EncodedBytes : IDisposable
{
    private const int FirstLength = 1 << 16;
    private readonly byte[] array;
    private readonly int length;

    private EncodedBytes(byte[] array, int length) => (this.array, this.length) = (array, length);

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => this.array.AsSpan(0, this.length);

    /// <summary>Reads a stream of unknown length to its end without letting it grow past a limit.</summary>
    /// <exception cref="ImageFormatException">The stream is longer than the limit.</exception>
    public static EncodedBytes ReadToEnd(Stream stream, int limit)
    {
        var capacity = FirstLength;
        if (stream.CanSeek)
        {
            var rest = stream.Length - stream.Position;
            if (rest > limit) throw TooLarge(limit);

            // One more byte than there are, so that the end is noticed without another array.
            capacity = (int)Math.Max(0, rest) + 1;
        }

        var array = ImageMemory.Rent<byte>(capacity);
        var length = 0;
        try
        {
            for (int read; (read = stream.Read(array, length, array.Length - length)) > 0;)
            {
                length += read;
                if (length > limit) throw TooLarge(limit);
                if (length == array.Length) array = Grow(array, limit);
            }
        }
        catch
        {
            ImageMemory.Return(array);
            throw;
        }

        return new EncodedBytes(array, length);
    }

    /// <summary>Returns the error for an image with too many bytes.</summary>
    public static ImageFormatException TooLarge(int limit) =>
        new($"the encoded image is larger than {limit >> 20} MB, the most that is read");

    /// <summary>Returns the memory to the pool.</summary>
    public void Dispose() => ImageMemory.Return(this.array);

    private static byte[] Grow(byte[] array, int limit)
    {
        var larger = ImageMemory.Rent<byte>((int)Math.Min(2L * array.Length, limit + 1L));
        array.CopyTo(larger, 0);
        ImageMemory.Return(array);
        return larger;
    }
}
