using System.Buffers.Binary;

namespace FlowerModel.Conversion.Keras;

/// <summary>
/// The start of an HDF5 file, which records the file's length: a reader that relies on offsets alone reads a truncated tail as zeros.
/// </summary>
/// <remarks>HDF5 File Format Specification 3.0, II.A "Format Signature and Superblock"; only files without a user block.</remarks>
internal static class Hdf5Superblock
{
    private const int LongestStart = 64;
    private static readonly byte[] Signature = [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>
    /// The length recorded in the file, or null if the file does not begin with a known superblock of 8-byte offsets. The stream is rewound.
    /// </summary>
    public static long? EndOfFile(Stream file)
    {
        Span<byte> start = stackalloc byte[LongestStart];
        file.Position = 0;
        var read = file.ReadAtLeast(start, LongestStart, throwOnEndOfStream: false);
        file.Position = 0;
        if (read < LongestStart || !start.StartsWith(Signature)) return null;
        // In versions 0 and 1 (four bytes longer) it follows two other addresses; versions 2 and 3 are shorter.
        int? at = start[8] switch
        {
            0 when start[13] == 8 => 40,
            1 when start[13] == 8 => 44,
            2 or 3 when start[9] == 8 => 28,
            _ => null,
        };
        return at is { } offset ? BinaryPrimitives.ReadInt64LittleEndian(start[offset..]) : null;
    }
}
