using FlowerModel.Pipeline.Diagnostics;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace FlowerModel.Build.Tasks;

/// <summary>Passes what the pipeline says on to MSBuild, codes and files included.</summary>
internal sealed class BuildLog(TaskLoggingHelper log) : IPipelineLog
{
    public void Report(Diagnostic diagnostic)
    {
        // Texts go in as arguments: a brace in a file name is no placeholder.
        switch (diagnostic.Severity)
        {
            case Severity.Error:
                log.LogError(null, diagnostic.Code, diagnostic.Code, diagnostic.File, 0, 0, 0, 0, "{0}", diagnostic.Text);
                break;
            case Severity.Warning:
                log.LogWarning(null, diagnostic.Code, diagnostic.Code, diagnostic.File, 0, 0, 0, 0, "{0}", diagnostic.Text);
                break;
            default:
                log.LogMessage(null, diagnostic.Code, diagnostic.Code, diagnostic.File, 0, 0, 0, 0, MessageImportance.High, "{0}", diagnostic.Text);
                break;
        }
    }

    public void Progress(string text) => log.LogMessage(MessageImportance.High, "{0}", text);

    public void Detail(string code, string text) => log.LogMessage(null, code, code, null, 0, 0, 0, 0, MessageImportance.Low, "{0}", text);
}
