using System.Collections.Concurrent;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Steps;

namespace FlowerModel.Runtime.Inference.Plan;

/// <summary>Runs of a plan. Thread-safe: each run takes its memory from a pool, which grows to the largest number of concurrent runs so far.</summary>
/// <param name="plan">The plan.</param>
/// <param name="threads">The number of threads of a run.</param>
internal sealed class PlannedRuns(ExecutionPlan plan, int threads)
{
    private readonly ConcurrentBag<RunState> idle = [];

    /// <summary>The plan.</summary>
    public ExecutionPlan Plan => plan;

    /// <summary>Takes memory for a run and fills the inputs.</summary>
    /// <param name="input">The bytes of all inputs, concatenated in order.</param>
    public RunState Begin(ReadOnlySpan<byte> input)
    {
        if (!idle.TryTake(out var state)) state = new RunState(plan.ArenaBytes, threads);
        foreach (var value in plan.Inputs)
        {
            input[..value.ByteSize].CopyTo(state.Write<byte>(value));
            if (value.IsUnsigned) SignedBytes.Flip(state.Write<byte>(value));
            input = input[value.ByteSize..];
        }

        return state;
    }

    /// <summary>Copies the outputs.</summary>
    /// <param name="state">The run.</param>
    /// <param name="output">Receives the bytes of all outputs, concatenated in order.</param>
    public void Read(RunState state, Span<byte> output)
    {
        foreach (var value in plan.Outputs)
        {
            state.Read<byte>(value).CopyTo(output);
            if (value.IsUnsigned) SignedBytes.Flip(output[..value.ByteSize]);
            output = output[value.ByteSize..];
        }
    }

    /// <summary>Returns the memory of a run.</summary>
    public void End(RunState state) => idle.Add(state);
}
