namespace FlowerModel.Pipeline.Diagnostics;

/// <summary>Where a pipeline reports what it does.</summary>
public interface IPipelineLog
{
    /// <summary>A coded warning or error.</summary>
    void Report(Diagnostic diagnostic);

    /// <summary>Progress and results that every user should see.</summary>
    void Progress(string text);

    /// <summary>What only a detailed log shows.</summary>
    /// <param name="code"><see cref="Codes.StageRan"/>, <see cref="Codes.StageKept"/> or <see cref="Codes.Progress"/>.</param>
    /// <param name="text">The text.</param>
    void Detail(string code, string text);
}
