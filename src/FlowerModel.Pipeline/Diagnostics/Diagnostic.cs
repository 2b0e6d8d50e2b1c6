namespace FlowerModel.Pipeline.Diagnostics;

/// <summary>Severity of a <see cref="Diagnostic"/>.</summary>
public enum Severity
{
    /// <summary>Information for the user; nothing is wrong.</summary>
    Message,

    /// <summary>Something was skipped or looks wrong; the build continues.</summary>
    Warning,

    /// <summary>The build fails.</summary>
    Error,
}

/// <summary>One coded message to the user.</summary>
/// <param name="Severity">The severity.</param>
/// <param name="Code">A code of <see cref="Codes"/>, <c>FLOWERnnnn</c>.</param>
/// <param name="Text">What is wrong and what to do, in one or two sentences.</param>
/// <param name="File">The file it concerns, or null.</param>
/// <param name="Line">The line in the file, from 1; 0 if it concerns the file as a whole.</param>
public sealed record Diagnostic(Severity Severity, string Code, string Text, string? File = null, int Line = 0)
{
    /// <summary>Creates an error.</summary>
    public static Diagnostic Error(string code, string text, string? file = null) => new(Severity.Error, code, text, file);

    /// <summary>Creates a warning.</summary>
    public static Diagnostic Warning(string code, string text, string? file = null) => new(Severity.Warning, code, text, file);
}

/// <summary>A failure that the user can fix. It carries its <see cref="Diagnostics.Diagnostic"/>, and no stack trace is shown for it.</summary>
public sealed class PipelineException : Exception, ICodedError
{
    /// <summary>Creates the exception for an error.</summary>
    /// <param name="code">A code of <see cref="Codes"/>.</param>
    /// <param name="text">What is wrong and what to do.</param>
    /// <param name="file">The file it concerns, or null.</param>
    /// <param name="inner">The original exception, for the log.</param>
    public PipelineException(string code, string text, string? file = null, Exception? inner = null)
        : base(text, inner) => Diagnostic = Diagnostic.Error(code, text, file);

    /// <summary>Creates the exception for an error that another one has described.</summary>
    /// <param name="diagnostic">The error.</param>
    /// <param name="inner">The original exception, for the log; null if there is none.</param>
    public PipelineException(Diagnostic diagnostic, Exception? inner = null)
        : base(diagnostic.Text, inner) => Diagnostic = diagnostic;

    /// <inheritdoc/>
    public Diagnostic Diagnostic { get; }
}
