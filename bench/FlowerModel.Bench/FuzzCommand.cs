using System.CommandLine;
using FlowerModel.Fuzzing;

namespace FlowerModel.Bench;

/// <summary>Reads damaged .tflite files and reports every contract violation.</summary>
internal static class FuzzCommand
{
    public static Command Create()
    {
        var files = new Option<string?>("--files") { Description = "Folder of valid .tflite files. Default: only generated ones." };
        var mutations = new Option<long>("--mutations") { DefaultValueFactory = _ => 100_000, Description = "Number of damaged files." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Seed of the random number generator." };
        var start = new Option<long>("--start") { Description = "Index of the first damaged file, to continue where a run ended." };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount };
        var findings = new Option<string>("--findings")
        {
            DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "flowermodel-fuzz"),
            Description = "Folder for one file per cause.",
        };
        var command = new Command("fuzz", "Checks the guarantees of the reader and the interpreter with damaged .tflite files.")
        {
            files, mutations, seed, start, threads, findings,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(Run(
            parsed.GetValue(files),
            parsed.GetValue(seed),
            parsed.GetValue(start),
            parsed.GetValue(mutations),
            parsed.GetValue(threads),
            parsed.GetValue(findings)!,
            cancel)));
        return command;
    }

    private static int Run(string? files, int seed, long start, long count, int threads, string folder, CancellationToken cancel)
    {
        var seeds = files is null ? SmallClassifiers.All : [.. SmallClassifiers.All, .. SeedFile.Load(files)];
        foreach (var file in seeds) Console.WriteLine($"seed {file.Name}, {file.Bytes.Length:N0} bytes");
        var mutator = new Mutator(seeds, seed);
        return FuzzRun.Report("tflite", seed, start, count, folder, progress =>
            Campaign.Run(mutator, Contract.Check, start, count, threads, _ => progress(), cancel));
    }
}
