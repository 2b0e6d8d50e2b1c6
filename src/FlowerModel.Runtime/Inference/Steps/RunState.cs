using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Packing;
using FlowerModel.Runtime.Threading;

namespace FlowerModel.Runtime.Inference.Steps;

/// <summary>
/// What one run needs: the arena for all non-constant values, and the threads that share its work. Only one run at a time may use it.
/// </summary>
/// <param name="arenaBytes">The size of the arena.</param>
/// <param name="threads">The number of threads of a run, the calling one among them.</param>
internal sealed class RunState(int arenaBytes, int threads)
{
    private readonly AlignedMemory arena = new(arenaBytes);
    private readonly WorkerTeam team = new(threads);
    private Action<RunState, Part>? work;
    private Action<int>? part;
    private int parts;

    /// <summary>Does all parts of a step.</summary>
    /// <param name="step">Does one part.</param>
    /// <param name="count">The number of parts.</param>
    public void RunParts(Action<RunState, Part> step, int count)
    {
        (work, parts) = (step, count);
        team.Run(part ??= index => work!(this, new Part(index, parts)), count);
    }

    /// <summary>Returns the elements of a constant or of an earlier step's result.</summary>
    public ReadOnlySpan<T> Read<T>(Value value)
        where T : unmanaged =>
        value.IsConstant ? MemoryMarshal.Cast<byte, T>(value.Constant.Span) : Write<T>(value);

    /// <summary>Returns the memory for a value that a step computes.</summary>
    public Span<T> Write<T>(Value value)
        where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(arena.Span.Slice(value.Offset, value.ByteSize));
}
