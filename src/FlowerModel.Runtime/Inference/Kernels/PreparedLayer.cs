using FlowerModel.Runtime.Inference.Plan;

namespace FlowerModel.Runtime.Inference.Kernels;

/// <summary>A layer with weights, laid out once for the kernel that runs it. Immutable; any number of runs may share it.</summary>
internal abstract class PreparedLayer
{
    /// <summary>Working memory of each part, in floats.</summary>
    public virtual int ScratchFloats => 0;

    /// <summary>Into how many parts the layer can be usefully cut.</summary>
    public abstract int MaximumParts { get; }

    /// <summary>Computes one part of the output.</summary>
    /// <param name="input">The whole input.</param>
    /// <param name="output">The whole output; a part writes its own share alone.</param>
    /// <param name="scratch">Working memory of this part: <see cref="ScratchFloats"/> floats.</param>
    /// <param name="part">Which share of the output.</param>
    public abstract void Run(ReadOnlySpan<float> input, Span<float> output, Span<float> scratch, Part part);
}
