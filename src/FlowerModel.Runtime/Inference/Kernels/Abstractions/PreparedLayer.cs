namespace FlowerModel.Runtime.Inference.Kernels.Abstractions;

/// <summary>A layer with weights, laid out once for the kernel that runs it. Immutable; any number of runs may share it.</summary>
/// <typeparam name="T">Element type of input and output: float, or sbyte for int8.</typeparam>
internal abstract class PreparedLayer<T>
    where T : unmanaged
{
    /// <summary>Working memory of each part, in bytes.</summary>
    public virtual int ScratchBytes => 0;

    /// <summary>Into how many parts the layer can be usefully cut.</summary>
    public abstract int MaxParts { get; }

    /// <summary>Computes one part of the output.</summary>
    /// <param name="input">The whole input.</param>
    /// <param name="output">The whole output; a part writes its own share alone.</param>
    /// <param name="scratch">Working memory of this part: <see cref="ScratchBytes"/> bytes at a multiple of 64.</param>
    /// <param name="part">Which share of the output.</param>
    public abstract void Run(ReadOnlySpan<T> input, Span<T> output, Span<byte> scratch, Part part);
}
