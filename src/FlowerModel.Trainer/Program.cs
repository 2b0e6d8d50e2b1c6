using System.CommandLine;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Verbs;

namespace FlowerModel.Trainer;

/// <summary>The trainer: one verb per stage, each with a request file; see <see cref="Pipeline.Trainer.TrainerRequest"/> for the contract.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var root = new RootCommand("Trains, fine-tunes, converts and evaluates a flower model. Started by FlowerModel.Sdk, one verb per stage.");
        foreach (var verb in VerbList.All) root.Add(CommandOf(verb));
        return root.Parse(arguments).Invoke();
    }

    private static Command CommandOf(IVerb verb)
    {
        var request = new Argument<FileInfo>("request") { Description = "The request file (JSON)." };
        var watch = new Option<bool>("--end-with-input")
        {
            Description = "Exit when standard input closes: the build that started this trainer has ended or was canceled.",
        };
        var command = new Command(verb.Name, verb.Description) { request, watch };
        command.SetAction(parsed =>
        {
            using var output = TrainerOutput.ToStandardOutput();
            using var lifetime = new Lifetime(parsed.GetValue(watch));
            return VerbRunner.Run(verb, parsed.GetRequiredValue(request).FullName, output, lifetime.Ended);
        });
        return command;
    }
}
