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
/// <param name="Status">True for what is being done at the moment; see <see cref="IPipelineLog.Status"/>.</param>
public sealed record TrainerMessage(
    Severity Severity, string Text, string Code = Codes.Progress, string? File = null, bool Detail = false, bool Status = false)
{
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
