namespace System.IO.Compression;

/// <summary>Data in zlib's format (.NET 6): a header of two bytes, then what <see cref="DeflateStream"/> reads. The checksum at the end is not compared.</summary>
/// <param name="stream">The compressed data.</param>
/// <param name="mode"><see cref="CompressionMode.Decompress"/>.</param>
[Microsoft.CodeAnalysis.Embedded]
internal sealed class ZLibStream(Stream stream, CompressionMode mode) : DeflateStream(WithoutHeader(stream), mode)
{
    // Data with another header counts as empty.
    private static Stream WithoutHeader(Stream stream)
    {
        var (method, flags) = (stream.ReadByte(), stream.ReadByte());
        return method >= 0 && flags >= 0 && (method & 15) == 8 && ((method << 8) | flags) % 31 == 0 ? stream : Null;
    }
}
