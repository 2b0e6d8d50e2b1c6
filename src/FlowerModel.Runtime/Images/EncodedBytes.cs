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

    /// <summary>Opens an image file for reading.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    public static FileStream Open(string path, FileOptions options = FileOptions.None)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"The image file '{path}' does not exist.", path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, options);
    }

    /// <summary>Reads a stream from its current position to its end.</summary>
    /// <exception cref="ImageFormatException">There are more than <see cref="RgbImage.MaxEncodedBytes"/> bytes.</exception>
    public static EncodedBytes Read(Stream stream)
    {
        var (array, length) = (Rent(stream), 0);
        try
        {
            for (int read; (read = stream.Read(array, length, array.Length - length)) > 0;) array = Grow(array, length += read);
            return new EncodedBytes(array, length);
        }
        catch
        {
            ImageMemory.Return(array);
            throw;
        }
    }

    /// <inheritdoc cref="Read"/>
    public static async Task<EncodedBytes> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var (array, length) = (Rent(stream), 0);
        try
        {
            for (int read; (read = await stream.ReadAsync(array.AsMemory(length), cancellationToken).ConfigureAwait(false)) > 0;)
                array = Grow(array, length += read);
            return new EncodedBytes(array, length);
        }
        catch
        {
            ImageMemory.Return(array);
            throw;
        }
    }

    /// <summary>Returns the error for an image with too many bytes.</summary>
    public static ImageFormatException TooLarge() =>
        new($"the encoded image is larger than {RgbImage.MaxEncodedBytes >> 20} MB, the most that is read");

    /// <summary>Returns the memory to the pool.</summary>
    public void Dispose() => ImageMemory.Return(this.array);

    // One byte more than is expected, so that the read that finds the end has room and nothing is copied.
    private static byte[] Rent(Stream stream)
    {
        var expected = stream.CanSeek ? Math.Max(0, stream.Length - stream.Position) : FirstLength;
        if (expected > RgbImage.MaxEncodedBytes) throw TooLarge();
        return ImageMemory.Rent<byte>((int)expected + 1);
    }

    // Returns the same array while it has room.
    private static byte[] Grow(byte[] array, int length)
    {
        if (length > RgbImage.MaxEncodedBytes) throw TooLarge();
        if (length < array.Length) return array;
        var larger = ImageMemory.Rent<byte>((int)Math.Min(2L * array.Length, RgbImage.MaxEncodedBytes + 1L));
        array.AsSpan(0, length).CopyTo(larger);
        ImageMemory.Return(array);
        return larger;
    }
}
