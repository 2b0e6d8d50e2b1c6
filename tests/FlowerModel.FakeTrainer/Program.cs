using System.Diagnostics;
using FlowerModel.FakeTrainer;
using FlowerModel.Pipeline.Cache;
using FlowerModel.Pipeline.Diagnostics;
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

Say(new TrainerMessage(Severity.Message, $"{request.Model}: fake {verb}"));
switch (BehaviourChoice.For(verb))
{
    case Behaviour.Warn:
        Say(new TrainerMessage(Severity.Warning, "A fake warning.", Codes.UnreadablePicture, args[1]));
        break;
    case Behaviour.Garbage:
        Console.WriteLine("INFO: a library says hello");
        Console.WriteLine("{ this is no message }");
        Console.WriteLine("{\"severity\":\"message\"");
        Console.WriteLine();
        Console.Error.WriteLine("WARNING: a library complains");
        break;
    case Behaviour.Silent:
        return 0;
    case Behaviour.Error:
        FakeArtefacts.WriteFirst(verb, request);
        Say(new TrainerMessage(Severity.Error, "A fake error: do something about it.", Codes.TrainingDiverged, args[1]));
        return 1;
    case Behaviour.Crash:
        FakeArtefacts.WriteFirst(verb, request);
        throw new InvalidOperationException("a fake crash");
    case Behaviour.KillSelf:
        FakeArtefacts.WriteFirst(verb, request);
        Process.GetCurrentProcess().Kill();
        break;
    case Behaviour.Hang:
        Say(new TrainerMessage(Severity.Message, $"hanging in process {Environment.ProcessId}"));
        Console.In.ReadToEnd();
        return 2;
    case Behaviour.Stubborn:
        Say(new TrainerMessage(Severity.Message, $"hanging in process {Environment.ProcessId}"));
        Thread.Sleep(Timeout.Infinite);
        break;
    default:
        break;
}

if (FakeArtefacts.Write(verb, request) is not { } failure) return 0;
Say(failure);
return 1;

static void Say(TrainerMessage message)
{
    Console.WriteLine(message.ToLine());
    Console.Out.Flush();
}
