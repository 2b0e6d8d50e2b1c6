using System.Runtime.InteropServices;

namespace FlowerModel.Runtime.Inference.Packing;

/// <summary>
/// Zeroed memory that is aligned to 64 bytes, because loading a 64-byte vector that spans two cache lines takes twice as long.
/// </summary>
internal sealed class AlignedMemory
{
    /// <summary>The size of a cache line and of the widest vector, in bytes.</summary>
    public const int Alignment = 64;

    private readonly byte[] block;
    private readonly int start;
    private readonly int length;

    public AlignedMemory(int bytes)
    {
        // Pinned, because the garbage collector could otherwise move it and break the alignment.
        block = GC.AllocateArray<byte>(checked(bytes + Alignment - 1), pinned: true);
        var address = (long)Marshal.UnsafeAddrOfPinnedArrayElement(block, 0);
        start = (int)(-address & (Alignment - 1));
        length = bytes;
    }

    public Span<byte> Span => block.AsSpan(start, length);

    public Span<int> Ints => MemoryMarshal.Cast<byte, int>(Span);

    public Span<float> Floats => MemoryMarshal.Cast<byte, float>(Span);
}
