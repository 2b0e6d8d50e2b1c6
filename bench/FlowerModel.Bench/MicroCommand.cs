using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace FlowerModel.Bench;

/// <summary>Runs the benchmarks of single operators and images with BenchmarkDotNet, in this process.</summary>
internal static class MicroCommand
{
    private static readonly Argument<string[]> Arguments = new("arguments")
    {
        Arity = ArgumentArity.ZeroOrMore, Description = "Arguments of BenchmarkDotNet, behind --, for example --filter *Operator*.",
    };

    public static Command Create()
    {
        var command = new Command("micro", "Times single operators and images with BenchmarkDotNet.") { Arguments };
        command.SetAction(arguments => Run(arguments.GetValue(Arguments) ?? []));
        return command;
    }

    private static void Run(string[] arguments)
    {
        var config = DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "flowermodel-bench", "micro"));
        BenchmarkSwitcher.FromTypes([typeof(OperatorBenchmarks), typeof(ImageBenchmarks)])
            .Run(arguments.Length > 0 ? arguments : ["--filter", "*"], config);
    }
}
