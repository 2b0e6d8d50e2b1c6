using System.Collections.Concurrent;

namespace FlowerModel.Fuzzing;

/// <summary>A contract violation and the input that causes it.</summary>
/// <param name="Index">Index of the input.</param>
/// <param name="Seed">Name of the seed file.</param>
/// <param name="File">The input.</param>
/// <param name="Error">The violation.</param>
public sealed record Finding(long Index, string Seed, byte[] File, ContractException Error);

/// <summary>The result of a run.</summary>
/// <param name="Inputs">Number of inputs by the <see cref="Depth"/> that they reached.</param>
/// <param name="Findings">The smallest input per cause.</param>
public sealed record CampaignResult(IReadOnlyDictionary<Depth, long> Inputs, IReadOnlyList<Finding> Findings);

/// <summary>Checks a range of damaged files.</summary>
public static class Campaign
{
    private const int ConfirmingRuns = 3;

    /// <summary>Creates and checks a range of inputs.</summary>
    /// <param name="mutator">Creates the inputs.</param>
    /// <param name="check">Checks one input, see <see cref="Contract.Check"/>.</param>
    /// <param name="start">Index of the first input.</param>
    /// <param name="count">Number of inputs.</param>
    /// <param name="threads">Number of threads.</param>
    /// <param name="progress">Called after each input, on any thread; may be null.</param>
    /// <param name="cancel">Ends the run early; the result covers the inputs so far.</param>
    public static CampaignResult Run(
        Mutator mutator,
        Func<byte[], Depth> check,
        long start,
        long count,
        int threads,
        Action<Depth>? progress = null,
        CancellationToken cancel = default)
    {
        var reached = new long[Enum.GetValues<Depth>().Length];
        var findings = new ConcurrentDictionary<string, Finding>();
        Parallel.For(start, start + count, new ParallelOptions { MaxDegreeOfParallelism = threads }, (index, loop) =>
        {
            if (cancel.IsCancellationRequested)
            {
                loop.Stop();
                return;
            }

            var (seed, file) = mutator.Make(index);
            var (depth, error) = Confirm(file, check);
            Interlocked.Increment(ref reached[(int)depth]);
            if (error is not null)
            {
                var finding = new Finding(index, seed.Name, file, error);
                findings.AddOrUpdate(
                    error.Cause, finding, (_, known) => known.File.Length <= file.Length ? known : finding);
            }

            progress?.Invoke(depth);
        });
        return new CampaignResult(
            Enum.GetValues<Depth>().ToDictionary(depth => depth, depth => reached[(int)depth]),
            [.. findings.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)]);
    }

    /// <summary>A limit that is exceeded only once was exceeded because the machine was busy.</summary>
    private static (Depth Depth, ContractException? Error) Confirm(byte[] file, Func<byte[], Depth> check)
    {
        ContractException? broken = null;
        for (var run = 0; run < ConfirmingRuns; run++)
        {
            try
            {
                return (check(file), null);
            }
            catch (ContractException error)
            {
                broken = error;
            }
        }

        return (Depth.Read, broken);
    }
}
