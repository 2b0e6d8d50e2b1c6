using System.Diagnostics;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.FakeTrainer;

/// <summary>One run of the fake trainer, in its own process or, where the process does not matter, in that of the tests.</summary>
public static class FakeRun
{
    /// <summary>Runs a verb.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="requestFile">Full path of the request.</param>
    /// <param name="behavior">The behavior, <c>BEHAVIOR</c> or <c>BEHAVIOR@VERB</c>. Several of them need a process of their own.</param>
    /// <param name="say">Receives the messages.</param>
    /// <returns>The exit code of the trainer's contract.</returns>
    public static int Run(string verb, string requestFile, string behavior, Action<TrainerMessage> say)
    {
        ArgumentNullException.ThrowIfNull(behavior);
        ArgumentNullException.ThrowIfNull(say);
        var request = TrainerRequest.FromJson(File.ReadAllText(requestFile));
        try
        {
            RequestInputs.Check(request);
        }
        catch (PipelineException error)
        {
            say(new TrainerMessage(Severity.Error, error.Diagnostic.Text, error.Diagnostic.Code, error.Diagnostic.File));
            return 1;
        }

        say(new TrainerMessage(Severity.Message, $"{request.Model}: fake {verb}"));
        say(new TrainerMessage(Severity.Message, $"{verb} in process {Environment.ProcessId}", Detail: true));
        var chosen = BehaviorChoice.For(behavior, verb);
        try
        {
            if (FakeFeatures.Extract(request, other: chosen == Behavior.OtherFeatures) is var extracted and > 0)
                say(new TrainerMessage(Severity.Message, $"{request.Model}: fake extraction of {extracted} images"));
            return EndEarly(chosen, verb, requestFile, request, say) ?? Finish(chosen, verb, request, say);
        }
        catch (IOException error)
        {
            var code = error is FileNotFoundException or DirectoryNotFoundException ? Codes.FileVanished : Codes.WriteFailed;
            say(new TrainerMessage(Severity.Error, ExceptionMapper.Explain(error)!.Text, code));
            return 1;
        }
    }

    // The exit code, or null if the artifacts are still to be written.
    private static int? EndEarly(Behavior behavior, string verb, string requestFile, TrainerRequest request, Action<TrainerMessage> say)
    {
        switch (behavior)
        {
            case Behavior.Warn:
                say(new TrainerMessage(Severity.Warning, "A fake warning.", Codes.UnreadableImage, requestFile));
                break;
            case Behavior.Garbage:
                Console.WriteLine("INFO: a library says hello");
                Console.WriteLine("{ this is no message }");
                Console.WriteLine("{\"severity\":\"message\"");
                Console.WriteLine();
                Console.Error.WriteLine("WARNING: a library complains");
                break;
            case Behavior.Silent:
                return 0;
            case Behavior.Error:
                FakeArtifacts.WriteFirst(verb, request);
                say(new TrainerMessage(Severity.Error, "A fake error: do something about it.", Codes.TrainingDiverged, requestFile));
                return 1;
            case Behavior.Changed:
                say(new TrainerMessage(Severity.Error, "A fake image was changed during the build.", Codes.DatasetChanged, requestFile));
                return 1;
            case Behavior.Crash:
                FakeArtifacts.WriteFirst(verb, request);
                throw new InvalidOperationException("a fake crash");
            case Behavior.KillSelf:
                FakeArtifacts.WriteFirst(verb, request);
                Process.GetCurrentProcess().Kill();
                break;
            case Behavior.Hang:
                say(new TrainerMessage(Severity.Message, $"hanging in process {Environment.ProcessId}"));
                Console.In.ReadToEnd();
                return 2;
            case Behavior.Stubborn:
                say(new TrainerMessage(Severity.Message, $"hanging in process {Environment.ProcessId}"));
                Thread.Sleep(Timeout.Infinite);
                break;
            default:
                break;
        }

        return null;
    }

    private static int Finish(Behavior behavior, string verb, TrainerRequest request, Action<TrainerMessage> say)
    {
        if (FakeArtifacts.Write(verb, behavior, request) is { } failure)
        {
            say(failure);
            return 1;
        }

        if (behavior == Behavior.Differ) FakeArtifacts.ChangeFirst(verb, request);
        return 0;
    }
}
