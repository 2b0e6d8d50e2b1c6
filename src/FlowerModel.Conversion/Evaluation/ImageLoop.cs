using System.Runtime.ExceptionServices;

namespace FlowerModel.Conversion.Evaluation;

/// <summary>The loop of every evaluation: classifies images on all processors, each whole image on one.</summary>
public static class ImageLoop
{
    /// <summary>Calls <paramref name="classify"/> once for each index.</summary>
    /// <param name="count">Number of images.</param>
    /// <param name="classify">Classifies the image with that index; called on several threads at once.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="OperationCanceledException">The loop was canceled.</exception>
    /// <exception cref="Exception">What <paramref name="classify"/> threw; the first of several.</exception>
    public static void Run(int count, Action<int> classify, CancellationToken cancellation)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, classify);
        }
        catch (AggregateException several)
        {
            // Several threads may fail at once; one failure is enough to report.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
