using FlowerModel.Build.Tasks.Terminal;
using FlowerModel.Pipeline.Diagnostics;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace FlowerModel.Build.Tasks;

/// <summary>
/// Forwards the pipeline's diagnostics and progress to MSBuild, including codes, files and, where MSBuild takes them, links to the documentation.
/// </summary>
/// <param name="log">The task's log.</param>
/// <param name="engine">The task's build engine.</param>
/// <param name="projectFile">Full path of the project file.</param>
internal sealed class BuildLog(TaskLoggingHelper log, IBuildEngine engine, string projectFile) : IPipelineLog
{
    /// <summary>Returns the lines that a terminal shows below a project.</summary>
    /// <param name="engine">The task's build engine.</param>
    /// <param name="projectFile">Full path of the project file.</param>
    public static ClosingLines LinesOf(IBuildEngine engine, string projectFile) => BuildObjects.Share(engine, projectFile, static () => new ClosingLines());

    public void Report(Diagnostic diagnostic)
    {
        // Texts are passed as arguments, so that a brace in a file name is not read as a placeholder.
        switch (diagnostic.Severity)
        {
            case Severity.Error:
                log.LogError(
                    null, diagnostic.Code, diagnostic.Code, HelpLink.Of(diagnostic.Code), diagnostic.File, diagnostic.Line, 0, 0, 0, "{0}", diagnostic.Text);
                break;
            case Severity.Warning:
                log.LogWarning(
                    null, diagnostic.Code, diagnostic.Code, HelpLink.Of(diagnostic.Code), diagnostic.File, diagnostic.Line, 0, 0, 0, "{0}", diagnostic.Text);
                break;
            default:
                log.LogMessage(null, diagnostic.Code, diagnostic.Code, diagnostic.File, diagnostic.Line, 0, 0, 0, MessageImportance.High, "{0}", diagnostic.Text);
                break;
        }
    }

    public void Progress(string text) => log.LogMessage(MessageImportance.High, "{0}", text);

    public void Status(string text)
    {
        if (TerminalStatus.IsActive) TerminalStatus.Show(engine, projectFile, text);
    }

    public void Conclude(string text)
    {
        Progress(text);
        if (TerminalStatus.IsActive) LinesOf(engine, projectFile).Add(text);
    }

    public void Detail(string code, string text) => log.LogMessage(
        null, code, code, null, 0, 0, 0, 0, Codes.IsAdvice(code) ? MessageImportance.Normal : MessageImportance.Low, "{0}", text);
}
