namespace FlowerModel.TorchSharpPeer.Engine;

/// <summary>Why the native engine could not be started.</summary>
internal enum NativeEngineProblem
{
    /// <summary>There is no build of the engine for this operating system, processor or C library.</summary>
    UnsupportedPlatform,

    /// <summary>A native file is missing: a package is not restored, or is incomplete.</summary>
    MissingFile,

    /// <summary>A native file exists, but the system's loader rejects it.</summary>
    LoadFailed,
}

/// <summary>The native engine (libtorch and TorchSharp's bridge to it) could not be started; the message says what to do.</summary>
internal sealed class NativeEngineException : Exception
{
    /// <summary>Creates the exception.</summary>
    public NativeEngineException(NativeEngineProblem problem, string message, Exception? inner = null)
        : base(message, inner) => Problem = problem;

    /// <summary>The kind of problem.</summary>
    public NativeEngineProblem Problem { get; }
}
