using System.Text.Json;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Trainer;

/// <summary>One line of the trainer's standard output.</summary>
/// <param name="Severity">Messages are progress; a warning is shown; an error fails the build.</param>
/// <param name="Text">The text of the message.</param>
/// <param name="Code">The code; <see cref="Codes.Progress"/> for progress.</param>
/// <param name="File">The file it concerns, or null.</param>
/// <param name="Detail">True for progress that only a detailed log shows.</param>
/// <param name="Line">The line in the file, from 1; 0 if it concerns the file as a whole.</param>
/// <param name="Status">True for what is being done at the moment; see <see cref="IPipelineLog.Status"/>.</param>
public sealed record TrainerMessage(
    Severity Severity, string Text, string Code = Codes.Progress, string? File = null, bool Detail = false, int Line = 0,
    bool Status = false)
{
    /// <summary>Returns the warning or error that the message reports.</summary>
    public Diagnostic ToDiagnostic() => new(Severity, Code, Text, File, Line);

    /// <summary>Returns the message as one line.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, CanonicalJson.Options);

    /// <summary>Reads a line; returns null if it is not a message but the output of a library.</summary>
    public static TrainerMessage? TryParse(string line)
    {
        if (line.Length == 0 || line[0] != '{') return null;
        try
        {
            return JsonSerializer.Deserialize<TrainerMessage>(line, CanonicalJson.Options) is { Text: not null, Code: not null } message ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
