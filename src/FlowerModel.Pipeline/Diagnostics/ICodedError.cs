namespace FlowerModel.Pipeline.Diagnostics;

/// <summary>An exception that provides the coded error to show for it. No stack trace is shown.</summary>
public interface ICodedError
{
    /// <summary>The error to show.</summary>
    Diagnostic Diagnostic { get; }
}
