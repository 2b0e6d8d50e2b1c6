using System.CommandLine;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Verbs;

namespace FlowerModel.Trainer;

/// <summary>
/// The trainer: one verb per stage, each with a request file; see <see cref="Pipeline.Trainer.TrainerRequest"/> for the contract. A build starts it with
/// <c>serve</c> and orders one verb after another.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var root = new RootCommand("Trains, fine-tunes, converts and evaluates a flower model. Started by FlowerModel.Sdk, one verb per stage.");
        foreach (var verb in VerbList.All) root.Add(CommandOf(verb));
        root.Add(OrderedVerbs.Command());
        return root.Parse(arguments).Invoke();
    }

    private static Command CommandOf(IVerb verb)
    {
        var request = new Argument<FileInfo>("request") { Description = "The request file (JSON)." };
        var command = new Command(verb.Name, verb.Description) { request };
        command.SetAction(parsed =>
        {
            using var output = TrainerOutput.ToStandardOutput();
            using var lifetime = new Lifetime();
            return VerbRunner.Run(verb, parsed.GetRequiredValue(request).FullName, output, lifetime.Ended);
        });
        return command;
    }
}
