using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Steps;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>Binary operators whose inputs may differ in shape: a dimension of length 1, or a missing outer dimension, is repeated.</summary>
internal sealed class Broadcast
{
    private readonly int[] shape;
    private readonly int[] first;
    private readonly int[] second;

    public Broadcast(OperatorContext context, Value first, Value second, Value output)
    {
        if (Math.Max(Math.Max(first.Shape.Length, second.Shape.Length), output.Shape.Length) > Strided.Rank)
            throw context.Unsupported($"tensors with more than {Strided.Rank} dimensions, such as {output}");
        var (one, two) = (Strided.Extend(first.Shape), Strided.Extend(second.Shape));
        shape = Strided.Extend(output.Shape);
        for (var d = 0; d < Strided.Rank; d++)
        {
            if ((one[d] != shape[d] && one[d] != 1) || (two[d] != shape[d] && two[d] != 1) || shape[d] > Math.Max(one[d], two[d]))
                throw context.Damaged($"the shapes of {first} and {second} cannot be broadcast to {output}");
        }

        IsElementwise = first.Shape.AsSpan().SequenceEqual(second.Shape);
        this.first = Strided.Steps(one);
        this.second = Strided.Steps(two);
    }

    /// <summary>True if both inputs have the same shape.</summary>
    public bool IsElementwise { get; }

    /// <summary>Computes the elements of the result in row-major order.</summary>
    public void Run<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second, Func<T, T, T> rule, Span<T> output)
    {
        var at = 0;
        foreach (var (one, two) in Strided.Walk(shape, this.first, this.second)) output[at++] = rule(first[one], second[two]);
    }
}
