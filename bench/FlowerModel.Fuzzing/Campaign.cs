using System.Collections.Concurrent;

namespace FlowerModel.Fuzzing;

/// <summary>A broken promise and the input that shows it.</summary>
/// <param name="Index">Number of the input.</param>
/// <param name="Seed">Name of the file that it was made from.</param>
/// <param name="File">The input.</param>
/// <param name="Error">What was broken.</param>
public sealed record Finding(long Index, string Seed, byte[] File, ContractException Error);

/// <summary>What a run gave.</summary>
/// <param name="Inputs">How many inputs got how far, by <see cref="Depth"/>.</param>
/// <param name="Findings">The smallest input of each cause.</param>
public sealed record CampaignResult(IReadOnlyDictionary<Depth, long> Inputs, IReadOnlyList<Finding> Findings);

/// <summary>Checks a range of damaged files.</summary>
public static class Campaign
{
    private const int ConfirmingRuns = 3;

    /// <summary>Makes and checks the inputs of a range of numbers.</summary>
    /// <param name="mutator">Makes them.</param>
    /// <param name="check">Looks at one of them: <see cref="Contract.Check"/>.</param>
    /// <param name="start">The first number.</param>
    /// <param name="count">How many.</param>
    /// <param name="threads">How many at once.</param>
    /// <param name="progress">Is told after each input, from any thread; null for nobody.</param>
    /// <param name="cancel">Ends the run early; the result is of the inputs so far.</param>
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

    /// <summary>A limit that is only passed once was passed because the machine was busy.</summary>
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
