namespace FlowerModel.Fuzzing;

/// <summary>A promise about reading a file was broken.</summary>
public sealed class ContractException : Exception
{
    /// <summary>A broken promise.</summary>
    /// <param name="cause">Step and kind; findings of one cause are counted together.</param>
    /// <param name="innerException">The exception that should not have been, if it was one.</param>
    /// <param name="detail">Numbers that differ from one finding to the next.</param>
    public ContractException(string cause, Exception? innerException = null, string detail = "")
        : base(detail.Length == 0 ? cause : $"{cause}: {detail}", innerException) => Cause = cause;

    /// <summary>Step and kind.</summary>
    public string Cause { get; }
}
