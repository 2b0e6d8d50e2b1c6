using System.CommandLine;
using System.Diagnostics;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Bench;

/// <summary>
/// Times the interpreter on several models, for example the float32 and the int8 variant of one training run. The models alternate, so that a
/// busy machine slows all of them.
/// </summary>
internal static class RuntimeCommand
{
    private static readonly Argument<FileInfo[]> Models = new("models") { Arity = ArgumentArity.OneOrMore, Description = ".tflite files." };

    private static readonly Option<int> Runs = new("--runs") { DefaultValueFactory = _ => 50, Description = "Runs per model." };

    private static readonly Option<int> Threads = new("--threads") { DefaultValueFactory = _ => 1, Description = "Threads per run." };

    private static readonly Option<bool> Reference = new("--reference") { Description = "Use the scalar kernels instead of the fast ones." };

    private static readonly Option<bool> PerOperator = new("--operators") { Description = "Print the fastest time of each operator instead." };

    private sealed record Candidate(string Name, Interpreter Interpreter, byte[] Input, byte[] Output, List<double> Milliseconds);

    public static Command Create()
    {
        var command = new Command("runtime", "Measures milliseconds per image of .tflite models in the interpreter; ratios are relative to the first.")
        {
            Models, Runs, Threads, Reference, PerOperator,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult arguments)
    {
        var options = new InterpreterOptions
        {
            Threads = arguments.GetRequiredValue(Threads),
            UseReferenceKernels = arguments.GetValue(Reference),
        };
        Candidate[] candidates = [.. arguments.GetRequiredValue(Models).Select(file => Open(file, options))];
        if (arguments.GetValue(PerOperator))
        {
            foreach (var candidate in candidates) PrintOperators(candidate, arguments.GetRequiredValue(Runs));
            return;
        }

        for (var run = 0; run < arguments.GetRequiredValue(Runs); run++)
        {
            foreach (var candidate in candidates)
            {
                var start = Stopwatch.GetTimestamp();
                candidate.Interpreter.Run(candidate.Input, candidate.Output);
                candidate.Milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        Console.WriteLine("| model | fastest, ms | median, ms | ratio | arena, MB |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (name, interpreter, _, _, milliseconds) in candidates)
        {
            milliseconds.Sort();
            var ratio = milliseconds[0] / candidates[0].Milliseconds.Min();
            Console.WriteLine(FormattableString.Invariant(
                $"| {name} | {milliseconds[0]:F2} | {milliseconds[milliseconds.Count / 2]:F2} | {ratio:F2} | {interpreter.ArenaBytes / 1e6:F1} |"));
        }
    }

    private static void PrintOperators(Candidate candidate, int runs)
    {
        Console.WriteLine($"| {candidate.Name} | us |");
        Console.WriteLine("|---|---|");
        var timings = candidate.Interpreter.Profile(candidate.Input, runs);
        foreach (var (name, fastest) in timings) Console.WriteLine(FormattableString.Invariant($"| {name} | {fastest.TotalMicroseconds:F1} |"));
        Console.WriteLine(FormattableString.Invariant($"| sum | {timings.Sum(timing => timing.Fastest.TotalMicroseconds):F1} |"));
    }

    private static Candidate Open(FileInfo file, InterpreterOptions options)
    {
        var interpreter = new Interpreter(ModelReader.Read(File.ReadAllBytes(file.FullName)), options);
        return new Candidate(
            file.Name,
            interpreter,
            new byte[interpreter.Inputs.Sum(tensor => tensor.ByteSize)],
            new byte[interpreter.Outputs.Sum(tensor => tensor.ByteSize)],
            []);
    }
}
