namespace FlowerModel.Runtime.Inference.Kernels.Abstractions;

/// <summary>A layer whose weights are packed once for the kernel that runs it. Immutable; concurrent runs may share it.</summary>
/// <typeparam name="T">The element type of input and output: float, or sbyte for int8.</typeparam>
internal abstract class PreparedLayer<T>
    where T : unmanaged
{
    /// <summary>The working memory that each part needs, in bytes.</summary>
    public virtual int ScratchBytes => 0;

    /// <summary>The maximum number of parts that the layer can usefully be split into.</summary>
    public abstract int MaxParts { get; }

    /// <summary>Computes one part of the output.</summary>
    /// <param name="input">The whole input.</param>
    /// <param name="output">The whole output; each part writes only its own range.</param>
    /// <param name="scratch">Working memory of this part: <see cref="ScratchBytes"/> bytes, aligned to 64 bytes.</param>
    /// <param name="part">The part of the output to compute.</param>
    public abstract void Run(ReadOnlySpan<T> input, Span<T> output, Span<byte> scratch, Part part);
}
