using System.Text;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Trainer.Messaging;

/// <summary>Writes messages, one line of JSON each, for the build to read.</summary>
internal sealed class TrainerOutput(TextWriter writer) : IDisposable
{
    private readonly Lock gate = new();

    /// <summary>Writes to standard output, in UTF-8 regardless of the console's encoding.</summary>
    public static TrainerOutput ToStandardOutput() =>
        new(new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });

    /// <summary>Progress shown in every log.</summary>
    public void Progress(string text) => Write(new TrainerMessage(Severity.Message, text));

    /// <summary>What is being done at the moment, for logs that show it in place.</summary>
    /// <param name="text">Parts separated by <c>", "</c>, the most important first.</param>
    public void Status(string text) => Write(new TrainerMessage(Severity.Message, text, Status: true));

    /// <summary>Progress shown only in detailed logs.</summary>
    public void Detail(string text) => Write(new TrainerMessage(Severity.Message, text, Detail: true));

    /// <summary>Advice, shown in normal and more detailed logs.</summary>
    public void Advise(string code, string text) => Write(new TrainerMessage(Severity.Message, text, code, Detail: true));

    /// <summary>A coded warning or error.</summary>
    public void Report(Diagnostic diagnostic) => Write(new TrainerMessage(
        diagnostic.Severity, diagnostic.Text, diagnostic.Code, diagnostic.File, Line: diagnostic.Line));

    /// <summary>Any message.</summary>
    public void Write(TrainerMessage message)
    {
        // Progress also comes from worker threads; lines must not interleave.
        lock (gate) writer.WriteLine(message.ToLine());
    }

    /// <summary>Ends the output of a verb, on this output and on standard error.</summary>
    /// <param name="exitCode">Its exit code.</param>
    public void Finish(int exitCode)
    {
        // A library may have left an incomplete line.
        var reply = $"\n{TrainerOrder.Reply(exitCode)}\n";
        lock (gate) writer.Write(reply);
        Console.Error.Write(reply);
        Console.Error.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();
}
