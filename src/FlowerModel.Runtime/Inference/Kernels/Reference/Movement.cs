namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>Operators that only move elements: PAD and CONCATENATION, for any element type.</summary>
internal static class Movement
{
    /// <summary>PAD: places the input inside a larger tensor that is otherwise filled with one value.</summary>
    /// <param name="input">The input, row-major.</param>
    /// <param name="inputShape">Its shape, extended by <see cref="Strided.Extend"/>.</param>
    /// <param name="before">The number of elements before the input along each dimension, likewise extended, with zeros.</param>
    /// <param name="outputShape">The shape of the result, extended.</param>
    /// <param name="fill">The value around the input.</param>
    /// <param name="output">The result.</param>
    public static void Pad<T>(ReadOnlySpan<T> input, int[] inputShape, int[] before, int[] outputShape, T fill, Span<T> output)
    {
        output.Fill(fill);
        var steps = Strided.Steps(outputShape);
        var origin = 0;
        for (var d = 0; d < Strided.Rank; d++) origin += before[d] * steps[d];
        var length = inputShape[^1];
        int[] rows = [.. inputShape[..^1], 1];
        foreach (var (from, to) in Strided.Walk(rows, Strided.Steps(inputShape), steps))
            input.Slice(from, length).CopyTo(output.Slice(origin + to, length));
    }

    /// <summary>Copies one input of CONCATENATION: its blocks are interleaved with those of the other inputs.</summary>
    /// <param name="input">The input, in blocks of <paramref name="block"/> elements.</param>
    /// <param name="block">The number of elements from one index of the dimension outside the joined one to the next.</param>
    /// <param name="output">The result.</param>
    /// <param name="outputBlock">The corresponding number for the result.</param>
    /// <param name="offset">The offset of the input's block in the result's block.</param>
    public static void Interleave<T>(ReadOnlySpan<T> input, int block, Span<T> output, int outputBlock, int offset)
    {
        for (var i = 0; (i + 1) * (long)block <= input.Length; i++)
            input.Slice(i * block, block).CopyTo(output.Slice((i * outputBlock) + offset, block));
    }
}
