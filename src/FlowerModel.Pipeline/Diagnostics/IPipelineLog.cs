namespace FlowerModel.Pipeline.Diagnostics;

/// <summary>The log of a pipeline.</summary>
public interface IPipelineLog
{
    /// <summary>Reports a coded warning or error.</summary>
    void Report(Diagnostic diagnostic);

    /// <summary>Reports progress and results that every user should see.</summary>
    void Progress(string text);

    /// <summary>Reports details that only a detailed log shows.</summary>
    /// <param name="code"><see cref="Codes.StageRan"/>, <see cref="Codes.StageKept"/>, <see cref="Codes.Progress"/> or a code of advice.</param>
    /// <param name="text">The text.</param>
    void Detail(string code, string text);
}
