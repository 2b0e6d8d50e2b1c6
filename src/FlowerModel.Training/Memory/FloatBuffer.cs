using System.Runtime.CompilerServices;

namespace FlowerModel.Training.Memory;

/// <summary>Floats that never move, aligned to 64 bytes, zero at first; kernels take their address.</summary>
internal sealed unsafe class FloatBuffer
{
    private const int AlignmentFloats = 16;
    /// <param name="length">Number of floats.</param>
    public FloatBuffer(int length)
    {
        var floats = GC.AllocateArray<float>(checked(length + AlignmentFloats), pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref floats[0]);
        Pointer = (float*)((address + 63) & ~(nuint)63);
        Length = length;
        Memory = floats.AsMemory((int)(((nuint)Pointer - address) / sizeof(float)), length);
    }

    /// <summary>Address of the first float; valid as long as this object is.</summary>
    public float* Pointer { get; }

    /// <summary>Number of floats.</summary>
    public int Length { get; }

    /// <summary>The floats, for code that keeps them.</summary>
    public Memory<float> Memory { get; }

    /// <summary>The floats.</summary>
    public Span<float> Span => new(Pointer, Length);
}
