using System.Runtime.InteropServices;

namespace FlowerModel.Runtime.Inference.Packing;

/// <summary>
/// Zeroed memory that begins at a multiple of 64 bytes: a vector of 64 bytes that straddles two cache lines loads at half speed.
/// </summary>
internal sealed class AlignedMemory
{
    /// <summary>Bytes of a cache line and of the widest vector.</summary>
    public const int Alignment = 64;

    private readonly byte[] block;
    private readonly int start;
    private readonly int length;

    public AlignedMemory(int bytes)
    {
        // Pinned, because a moving collector would undo the alignment.
        block = GC.AllocateArray<byte>(checked(bytes + Alignment - 1), pinned: true);
        var address = (long)Marshal.UnsafeAddrOfPinnedArrayElement(block, 0);
        start = (int)(-address & (Alignment - 1));
        length = bytes;
    }

    public Span<byte> Span => block.AsSpan(start, length);

    public Span<int> Ints => MemoryMarshal.Cast<byte, int>(Span);

    public Span<float> Floats => MemoryMarshal.Cast<byte, float>(Span);
}
