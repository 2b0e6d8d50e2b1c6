using System.Globalization;
using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Trainer;

/// <summary>
/// A verb for a trainer that serves a build (<c>dotnet exec FlowerModel.Trainer.dll serve</c>), one line of JSON on its standard input. The trainer ends the
/// output of each verb with the line of a reply, on standard output and on standard error, so that the build knows that it has read all of it.
/// </summary>
/// <param name="Verb">The verb.</param>
/// <param name="Request">Full path of its request.</param>
public sealed record TrainerOrder(string Verb, string Request)
{
    /// <summary>The command of the trainer that waits for orders until its standard input is closed.</summary>
    public const string Serve = "serve";

    private const string ReplyStart = "=== exit code ";

    /// <summary>Returns the order as one line of ASCII characters.</summary>
    public string ToLine() => JsonSerializer.Serialize(this);

    /// <summary>Reads an order.</summary>
    /// <exception cref="JsonException">The line is not an order.</exception>
    public static TrainerOrder FromLine(string line) =>
        JsonSerializer.Deserialize<TrainerOrder>(line) is { Verb: not null, Request: not null } order ? order : throw new JsonException(line);

    /// <summary>Returns the line that ends the output of a verb.</summary>
    /// <param name="exitCode">The exit code of the verb.</param>
    public static string Reply(int exitCode) => ReplyStart + exitCode.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads the line that ends the output of a verb; returns null if it is another line.</summary>
    public static int? TryReadReply(string line) =>
        line.StartsWith(ReplyStart, StringComparison.Ordinal)
        && int.TryParse(line.Substring(ReplyStart.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exitCode)
            ? exitCode
            : null;
}
