namespace FlowerModel.Fuzzing;

/// <summary>The contract of reading a file was violated.</summary>
public sealed class ContractException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="cause">Step and kind; findings with the same cause are counted together.</param>
    /// <param name="innerException">The exception that should not have been thrown, if any.</param>
    /// <param name="detail">Details that differ between findings.</param>
    public ContractException(string cause, Exception? innerException = null, string detail = "")
        : base(detail.Length == 0 ? cause : $"{cause}: {detail}", innerException) => Cause = cause;

    /// <summary>Step and kind.</summary>
    public string Cause { get; }
}
