using FlowerModel.Pipeline.Diagnostics;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace FlowerModel.Build.Tasks;

/// <summary>Forwards the pipeline's diagnostics and progress to MSBuild, including codes, files and, where MSBuild takes them, links to the documentation.</summary>
internal sealed class BuildLog(TaskLoggingHelper log) : IPipelineLog
{
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

    public void Detail(string code, string text) => log.LogMessage(
        null, code, code, null, 0, 0, 0, 0, Codes.IsAdvice(code) ? MessageImportance.Normal : MessageImportance.Low, "{0}", text);
}
