namespace FlowerModel.Pipeline.Store;

/// <summary>Reads little-endian numbers, the counterpart of <see cref="BinaryWriter"/>, without a reader object.</summary>
internal static class LittleEndian
{
    /// <summary>Returns the 32-bit number at an offset.</summary>
    public static int Int32(byte[] bytes, int at) => bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);

    /// <summary>Returns the 64-bit number at an offset.</summary>
    public static long Int64(byte[] bytes, int at) => (uint)Int32(bytes, at) | ((long)Int32(bytes, at + 4) << 32);
}
