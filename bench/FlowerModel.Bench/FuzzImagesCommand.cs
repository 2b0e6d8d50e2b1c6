using System.CommandLine;
using FlowerModel.Fuzzing;
using FlowerModel.Fuzzing.Images;

namespace FlowerModel.Bench;

/// <summary>Decodes damaged images and reports every contract violation.</summary>
internal static class FuzzImagesCommand
{
    public static Command Create()
    {
        var mutations = new Option<long>("--mutations") { DefaultValueFactory = _ => 100_000, Description = "Number of damaged images." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Seed of the random number generator." };
        var start = new Option<long>("--start") { Description = "Index of the first damaged image, to continue where a run ended." };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount };
        var findings = new Option<string>("--findings")
        {
            DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "flowermodel-fuzz"),
            Description = "Folder for one file per cause.",
        };
        var command = new Command("fuzz-images", "Checks the guarantees of the image decoder with damaged images.")
        {
            mutations, seed, start, threads, findings,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(Run(
            parsed.GetValue(seed), parsed.GetValue(start), parsed.GetValue(mutations), parsed.GetValue(threads), parsed.GetValue(findings)!, cancel)));
        return command;
    }

    private static int Run(int seed, long start, long count, int threads, string folder, CancellationToken cancel)
    {
        var mutator = new ImageMutator(ImageSeeds.All, seed);
        return FuzzRun.Report("image", seed, start, count, folder, progress =>
            Campaign.Run(mutator.Make, ImageContract.Check, start, count, threads, _ => progress(), cancel));
    }
}
