namespace FlowerModel.Pipeline.Diagnostics;

/// <summary>The log of a pipeline.</summary>
public interface IPipelineLog
{
    /// <summary>Reports a coded warning or error.</summary>
    void Report(Diagnostic diagnostic);

    /// <summary>Reports progress and results that every user should see.</summary>
    void Progress(string text);

    /// <summary>Reports what is being done at the moment. Only a log that can show it in place does; the others leave it out.</summary>
    /// <param name="text">Parts separated by <c>", "</c>, the most important first; a narrow terminal shows only the first ones.</param>
    void Status(string text);

    /// <summary>Reports a result that the user should see at the end of the build, also in a terminal that shows no messages.</summary>
    void Conclude(string text);

    /// <summary>Reports details that only a detailed log shows.</summary>
    /// <param name="code"><see cref="Codes.StageRan"/>, <see cref="Codes.StageKept"/>, <see cref="Codes.Progress"/> or a code of advice.</param>
    /// <param name="text">The text.</param>
    void Detail(string code, string text);
}
