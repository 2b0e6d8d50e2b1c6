namespace FlowerModel.Runtime.Inference;

/// <summary>How an <see cref="Interpreter"/> computes.</summary>
public sealed record InterpreterOptions
{
    /// <summary>
    /// Use the plain scalar kernels alone: slower, and the code that all other kernels are judged against. Default false.
    /// </summary>
    public bool UseReferenceKernels { get; init; }

    /// <summary>
    /// Threads that one run may use, at least 1. The default of 1 suits programs that classify several images at once; the
    /// results are the same bits with any number.
    /// </summary>
    public int Threads { get; init; } = 1;
}
