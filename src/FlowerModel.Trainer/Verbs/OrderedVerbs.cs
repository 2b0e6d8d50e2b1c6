using System.Collections.Concurrent;
using System.CommandLine;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Runs the verbs that a build orders (<see cref="TrainerOrder"/>), one after another, until standard input is closed.</summary>
internal static class OrderedVerbs
{
    /// <summary>The command for builds.</summary>
    public static Command Command()
    {
        var command = new Command(TrainerOrder.Serve, "Runs the verbs that standard input orders, one line of JSON each, until it is closed.");
        command.SetAction(_ => Serve());
        return command;
    }

    private static int Serve()
    {
        using var output = TrainerOutput.ToStandardOutput();
        using var orders = new BlockingCollection<string>();
        using var lifetime = new Lifetime(orders.Add);
        try
        {
            foreach (var line in orders.GetConsumingEnumerable(lifetime.Ended))
            {
                var order = TrainerOrder.FromLine(line);
                output.Finish(VerbRunner.Run(VerbList.Get(order.Verb), order.Request, output, lifetime.Ended));
                // The build goes on with other programs, such as the compiler, that need the memory.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
        }
        catch (OperationCanceledException)
        {
            // The build has ended or was canceled.
        }

        return 0;
    }
}
