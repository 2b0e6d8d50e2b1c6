using System.Globalization;
using FlowerModel.FakeTrainer;
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

if (verb == "share-keys")
{
    SharedKeys.TakePart(args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
    return 0;
}

if (verb != TrainerOrder.Serve) return Run(verb, args[1]);
while (Console.In.ReadLine() is { } line)
{
    var order = TrainerOrder.FromLine(line);
    var exitCode = Run(order.Verb, order.Request);
    Console.WriteLine(TrainerOrder.Reply(exitCode));
    Console.Error.WriteLine(TrainerOrder.Reply(exitCode));
}

return 0;

static int Run(string verb, string request)
{
    StartLog.Append($"{verb} {TrainerRequest.FromJson(File.ReadAllText(request)).Model}");
    return FakeRun.Run(verb, request, Environment.GetEnvironmentVariable("FLOWERMODEL_FAKE_TRAINER") ?? "", static message =>
    {
        Console.WriteLine(message.ToLine());
        Console.Out.Flush();
    });
}
