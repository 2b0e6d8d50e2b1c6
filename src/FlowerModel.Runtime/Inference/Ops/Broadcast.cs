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
        RepeatsSecond = Repeats(one, two, second.Count);
        RepeatsFirst = Repeats(two, one, first.Count);
        this.first = Strided.Steps(one);
        this.second = Strided.Steps(two);
    }

    /// <summary>True if both inputs have the same shape.</summary>
    public bool IsElementwise { get; }

    /// <summary>True if element i of the result is made of element i of the first input and element i modulo its length of the second.</summary>
    public bool RepeatsSecond { get; }

    /// <summary>True if the same holds with the inputs exchanged.</summary>
    public bool RepeatsFirst { get; }

    /// <summary>Computes the elements of the result in row-major order.</summary>
    public void Run<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second, Func<T, T, T> rule, Span<T> output)
    {
        var at = 0;
        if (RepeatsSecond)
        {
            for (; at < output.Length; at += second.Length)
            {
                for (var i = 0; i < second.Length; i++) output[at + i] = rule(first[at + i], second[i]);
            }

            return;
        }

        foreach (var (one, two) in Strided.Walk(shape, this.first, this.second)) output[at++] = rule(first[one], second[two]);
    }

    /// <summary>True if a tensor has the shape of the result, and the other has leading ones followed by the result's last dimensions.</summary>
    private bool Repeats(int[] whole, int[] repeated, int count)
    {
        if (count == 0 || !whole.AsSpan().SequenceEqual(shape)) return false;
        var leading = 0;
        while (leading < Strided.Rank && repeated[leading] == 1) leading++;
        return repeated.AsSpan(leading).SequenceEqual(shape.AsSpan(leading));
    }
}
