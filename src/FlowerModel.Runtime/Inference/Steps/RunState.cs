using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Steps;

/// <summary>The memory of one run: the arena for all non-constant values. Only one run at a time may use it.</summary>
internal sealed class RunState(int arenaBytes)
{
    private readonly AlignedMemory arena = new(arenaBytes);

    /// <summary>Returns the elements of a constant or of an earlier step's result.</summary>
    public ReadOnlySpan<T> Read<T>(Value value)
        where T : unmanaged =>
        value.IsConstant ? MemoryMarshal.Cast<byte, T>(value.Constant.Span) : Write<T>(value);

    /// <summary>Returns the memory for a value that a step computes.</summary>
    public Span<T> Write<T>(Value value)
        where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(arena.Span.Slice(value.Offset, value.ByteSize));
}
