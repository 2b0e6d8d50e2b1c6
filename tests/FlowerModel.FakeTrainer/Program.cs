using System.Diagnostics;
using FlowerModel.FakeTrainer;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Trainer;

var verb = args[0];
if (verb == "hold-lock")
{
    using var held = ProcessLock.Acquire(args[1], static _ => { }, CancellationToken.None);
    Console.WriteLine("held");
    Console.In.ReadToEnd();
    return 0;
}

var request = TrainerRequest.FromJson(File.ReadAllText(args[1]));
StartLog.Append($"{verb} {request.Model}");
try
{
    RequestInputs.Check(request);
}
catch (PipelineException error)
{
    Say(new TrainerMessage(Severity.Error, error.Diagnostic.Text, error.Diagnostic.Code, error.Diagnostic.File));
    return 1;
}

Say(new TrainerMessage(Severity.Message, $"{request.Model}: fake {verb}"));
var behavior = BehaviorChoice.For(verb);
if (FakeFeatures.Extract(request, other: behavior == Behavior.OtherFeatures))
    Say(new TrainerMessage(Severity.Message, $"{request.Model}: fake extraction"));
switch (behavior)
{
    case Behavior.Warn:
        Say(new TrainerMessage(Severity.Warning, "A fake warning.", Codes.UnreadableImage, args[1]));
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
        Say(new TrainerMessage(Severity.Error, "A fake error: do something about it.", Codes.TrainingDiverged, args[1]));
        return 1;
    case Behavior.Changed:
        Say(new TrainerMessage(Severity.Error, "A fake image was changed during the build.", Codes.DatasetChanged, args[1]));
        return 1;
    case Behavior.Crash:
        FakeArtifacts.WriteFirst(verb, request);
        throw new InvalidOperationException("a fake crash");
    case Behavior.KillSelf:
        FakeArtifacts.WriteFirst(verb, request);
        Process.GetCurrentProcess().Kill();
        break;
    case Behavior.Hang:
        Say(new TrainerMessage(Severity.Message, $"hanging in process {Environment.ProcessId}"));
        Console.In.ReadToEnd();
        return 2;
    case Behavior.Stubborn:
        Say(new TrainerMessage(Severity.Message, $"hanging in process {Environment.ProcessId}"));
        Thread.Sleep(Timeout.Infinite);
        break;
    default:
        break;
}

try
{
    if (FakeArtifacts.Write(verb, behavior, request) is { } failure)
    {
        Say(failure);
        return 1;
    }
}
catch (IOException error)
{
    Say(new TrainerMessage(Severity.Error, error.Message, Codes.FileVanished));
    return 1;
}

if (behavior == Behavior.Differ) FakeArtifacts.ChangeFirst(verb, request);
return 0;

static void Say(TrainerMessage message)
{
    Console.WriteLine(message.ToLine());
    Console.Out.Flush();
}
