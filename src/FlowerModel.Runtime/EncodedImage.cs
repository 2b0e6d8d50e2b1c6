using System.Buffers;
using FlowerModel.Runtime.Images;

namespace FlowerModel.Runtime;

/// <summary>The bytes of an image file, in memory that is taken from a pool and returned when the value is disposed.</summary>
internal readonly struct EncodedImage : IDisposable
{
    private const int SmallestBuffer = 1 << 16;

    private readonly byte[] buffer;
    private readonly int length;

    private EncodedImage(byte[] buffer, int length) => (this.buffer, this.length) = (buffer, length);

    public ReadOnlySpan<byte> Span => this.buffer.AsSpan(0, this.length);

    /// <summary>Opens an image file for reading.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    public static FileStream Open(string path, FileOptions options = FileOptions.None)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"The image file '{path}' does not exist.", path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, options);
    }

    /// <summary>Reads a stream from its current position to its end.</summary>
    /// <exception cref="ImageFormatException">There are more than <see cref="RgbImage.MaxEncodedBytes"/> bytes.</exception>
    public static EncodedImage Read(Stream stream)
    {
        var (buffer, length) = (Rent(stream), 0);
        try
        {
            for (int read; (read = stream.Read(buffer, length, buffer.Length - length)) > 0;) buffer = Grow(buffer, length += read);
            return new EncodedImage(buffer, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    /// <inheritdoc cref="Read"/>
    public static async Task<EncodedImage> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var (buffer, length) = (Rent(stream), 0);
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false)) > 0;)
                buffer = Grow(buffer, length += read);
            return new EncodedImage(buffer, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(this.buffer);

    // One byte more than is expected, so that the read that finds the end has room and nothing is copied.
    private static byte[] Rent(Stream stream)
    {
        var expected = stream.CanSeek ? Math.Max(0, stream.Length - stream.Position) : SmallestBuffer;
        if (expected > RgbImage.MaxEncodedBytes) throw BoundedRead.TooLarge(RgbImage.MaxEncodedBytes);
        return ArrayPool<byte>.Shared.Rent((int)expected + 1);
    }

    // Returns the same buffer while it has room.
    private static byte[] Grow(byte[] buffer, int length)
    {
        if (length > RgbImage.MaxEncodedBytes) throw BoundedRead.TooLarge(RgbImage.MaxEncodedBytes);
        if (length < buffer.Length) return buffer;
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
