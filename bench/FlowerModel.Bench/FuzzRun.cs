using System.Diagnostics;
using FlowerModel.Fuzzing;

namespace FlowerModel.Bench;

/// <summary>Prints the progress and the result of a fuzzing run, and writes one file per cause of a finding.</summary>
internal static class FuzzRun
{
    private const int ProgressStep = 20_000;

    /// <summary>Runs a campaign. Returns the exit code.</summary>
    /// <param name="extension">The extension of files with findings.</param>
    /// <param name="seed">Seed of the random number generator.</param>
    /// <param name="start">Index of the first input.</param>
    /// <param name="count">Number of inputs.</param>
    /// <param name="folder">Folder of files with findings.</param>
    /// <param name="run">Runs the campaign, calling its argument after each input.</param>
    public static int Report<TOutcome>(
        string extension, int seed, long start, long count, string folder, Func<Action, CampaignResult<TOutcome>> run)
        where TOutcome : struct, Enum
    {
        var watch = Stopwatch.StartNew();
        long done = 0;
        var result = run(() =>
        {
            var now = Interlocked.Increment(ref done);
            if (now % ProgressStep == 0) Console.WriteLine($"{now:N0} of {count:N0} in {watch.Elapsed.TotalSeconds:F0} s");
        });

        Console.WriteLine($"seed {seed}, from {start}: {done:N0} damaged files in {watch.Elapsed.TotalSeconds:F0} s, "
            + $"{Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds:F0} s of processor time, "
            + $"at most {Process.GetCurrentProcess().PeakWorkingSet64 >> 20:N0} MB");
        foreach (var (outcome, reached) in result.Inputs) Console.WriteLine($"  {outcome}: {reached:N0}");
        Console.WriteLine($"{result.Findings.Count} findings");
        foreach (var finding in result.Findings)
        {
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, $"{seed}-{finding.Index}.{extension}");
            File.WriteAllBytes(path, finding.File);
            Console.WriteLine($"{path} (from {finding.Seed}, {finding.File.Length:N0} bytes): {finding.Error.Message}");
            if (finding.Error.InnerException is { } inner) Console.WriteLine(inner);
        }

        return result.Findings.Count == 0 ? 0 : 1;
    }
}
