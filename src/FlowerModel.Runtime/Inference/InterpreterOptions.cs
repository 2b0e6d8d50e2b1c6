namespace FlowerModel.Runtime.Inference;

/// <summary>Options of an <see cref="Interpreter"/>.</summary>
public record InterpreterOptions
{
    /// <summary>
    /// Use only the scalar reference kernels, which are slower and which all other kernels are tested against. Default: false.
    /// </summary>
    public bool UseReferenceKernels { get; init; }

    /// <summary>
    /// The number of threads that one run may use, at least 1. The default of 1 suits programs that classify several images
    /// concurrently. The results are bit-identical for any number of threads.
    /// </summary>
    public int Threads { get; init; } = 1;
}
