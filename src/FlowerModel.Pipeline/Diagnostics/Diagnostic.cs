namespace FlowerModel.Pipeline.Diagnostics;

/// <summary>How much a <see cref="Diagnostic"/> matters.</summary>
public enum Severity
{
    /// <summary>Told to the user; nothing is wrong.</summary>
    Message,

    /// <summary>Something was skipped or looks wrong; the build goes on.</summary>
    Warning,

    /// <summary>The build fails.</summary>
    Error,
}

/// <summary>One coded message to the user.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Code">A code of <see cref="Codes"/>, <c>FLOWERnnnn</c>.</param>
/// <param name="Text">What is wrong and what to do, in one sentence or two.</param>
/// <param name="File">The file it concerns, or null.</param>
public sealed record Diagnostic(Severity Severity, string Code, string Text, string? File = null)
{
    /// <summary>An error.</summary>
    public static Diagnostic Error(string code, string text, string? file = null) => new(Severity.Error, code, text, file);

    /// <summary>A warning.</summary>
    public static Diagnostic Warning(string code, string text, string? file = null) => new(Severity.Warning, code, text, file);
}

/// <summary>A failure that the user can do something about; it carries its <see cref="Diagnostics.Diagnostic"/> and no stack trace is shown for it.</summary>
public sealed class PipelineException : Exception, ICodedError
{
    /// <summary>Creates the exception for an error.</summary>
    /// <param name="code">A code of <see cref="Codes"/>.</param>
    /// <param name="text">What is wrong and what to do.</param>
    /// <param name="file">The file it concerns, or null.</param>
    /// <param name="inner">What led to it, for the log.</param>
    public PipelineException(string code, string text, string? file = null, Exception? inner = null)
        : base(text, inner) => Diagnostic = Diagnostic.Error(code, text, file);

    /// <inheritdoc/>
    public Diagnostic Diagnostic { get; }
}
