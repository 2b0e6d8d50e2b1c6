using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace FlowerModel.Fuzzing;

/// <summary>A contract violation and the input that causes it.</summary>
/// <param name="Index">Index of the input.</param>
/// <param name="Seed">Name of the seed file.</param>
/// <param name="File">The input.</param>
/// <param name="Error">The violation.</param>
public sealed record Finding(long Index, string Seed, byte[] File, ContractException Error);

/// <summary>The result of a run.</summary>
/// <typeparam name="TOutcome">What can become of an input.</typeparam>
/// <param name="Inputs">Number of inputs by what became of them.</param>
/// <param name="Findings">The smallest input per cause.</param>
public sealed record CampaignResult<TOutcome>(IReadOnlyDictionary<TOutcome, long> Inputs, IReadOnlyList<Finding> Findings)
    where TOutcome : struct, Enum;

/// <summary>Checks a range of damaged files.</summary>
public static class Campaign
{
    private const int ConfirmingRuns = 3;

    /// <summary>Creates and checks a range of damaged .tflite files.</summary>
    /// <param name="mutator">Creates the inputs.</param>
    /// <param name="check">Checks one input, see <see cref="Contract.Check"/>.</param>
    /// <param name="start">Index of the first input.</param>
    /// <param name="count">Number of inputs.</param>
    /// <param name="threads">Number of threads.</param>
    /// <param name="progress">Called after each input, on any thread; may be null.</param>
    /// <param name="cancel">Ends the run early; the result covers the inputs so far.</param>
    public static CampaignResult<Depth> Run(
        Mutator mutator,
        Func<byte[], Depth> check,
        long start,
        long count,
        int threads,
        Action<Depth>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(mutator);
        return Run(Make, check, start, count, threads, progress, cancel);

        (string Seed, byte[] Bytes) Make(long index)
        {
            var (seed, file) = mutator.Make(index);
            return (seed.Name, file);
        }
    }

    /// <summary>Creates and checks a range of inputs.</summary>
    /// <typeparam name="TOutcome">What can become of an input.</typeparam>
    /// <param name="make">Creates the input with an index, and names the valid file that it is made of.</param>
    /// <param name="check">Checks one input; throws a <see cref="ContractException"/>.</param>
    /// <param name="start">Index of the first input.</param>
    /// <param name="count">Number of inputs.</param>
    /// <param name="threads">Number of threads.</param>
    /// <param name="progress">Called after each input, on any thread; may be null.</param>
    /// <param name="cancel">Ends the run early; the result covers the inputs so far.</param>
    public static CampaignResult<TOutcome> Run<TOutcome>(
        Func<long, (string Seed, byte[] Bytes)> make,
        Func<byte[], TOutcome> check,
        long start,
        long count,
        int threads,
        Action<TOutcome>? progress = null,
        CancellationToken cancel = default)
        where TOutcome : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(make);
        var reached = Enum.GetValues<TOutcome>().ToDictionary(outcome => outcome, _ => new StrongBox<long>());
        var findings = new ConcurrentDictionary<string, Finding>();
        Parallel.For(start, start + count, new ParallelOptions { MaxDegreeOfParallelism = threads }, (index, loop) =>
        {
            if (cancel.IsCancellationRequested)
            {
                loop.Stop();
                return;
            }

            var (seed, file) = make(index);
            var (outcome, error) = Confirm(file, check);
            Interlocked.Increment(ref reached[outcome].Value);
            if (error is not null)
            {
                var finding = new Finding(index, seed, file, error);
                findings.AddOrUpdate(
                    error.Cause, finding, (_, known) => known.File.Length <= file.Length ? known : finding);
            }

            progress?.Invoke(outcome);
        });
        return new CampaignResult<TOutcome>(
            reached.ToDictionary(pair => pair.Key, pair => pair.Value.Value),
            [.. findings.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)]);
    }

    /// <summary>A limit that is exceeded only once was exceeded because the machine was busy.</summary>
    private static (TOutcome Outcome, ContractException? Error) Confirm<TOutcome>(byte[] file, Func<byte[], TOutcome> check)
        where TOutcome : struct, Enum
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

        return (default, broken);
    }
}
