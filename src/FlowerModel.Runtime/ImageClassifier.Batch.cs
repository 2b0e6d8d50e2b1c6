using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace FlowerModel.Runtime;

/// <content>Many images, on all processors.</content>
public sealed partial class ImageClassifier
{
    // One run keeps InterpreterOptions.Threads processors busy.
    private int Parallelism => Math.Max(1, Environment.ProcessorCount / this.model.Threads);

    /// <summary>
    /// Classifies image files on all processors. The results are in the order of the paths. An image that cannot be read does not end the batch: its result has
    /// the error.
    /// </summary>
    /// <param name="paths">Paths of the files.</param>
    /// <param name="cancellationToken">Stops between images.</param>
    /// <returns>One result per path.</returns>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public IReadOnlyList<BatchResult<Classification>> ClassifyBatch(IEnumerable<string> paths, CancellationToken cancellationToken = default) =>
        Batch(paths, path => path, static (classifier, path) => classifier.Classify(path), cancellationToken);

    /// <summary>
    /// Classifies encoded images in memory on all processors. The results are in the order of the images. An image that cannot be read does not end the batch:
    /// its result has the error.
    /// </summary>
    /// <param name="encoded">The contents of JPEG, PNG, BMP or GIF files. Do not change them before the call has returned.</param>
    /// <param name="cancellationToken">Stops between images.</param>
    /// <returns>One result per image.</returns>
    /// <inheritdoc cref="ClassifyBatch(IEnumerable{string}, CancellationToken)"/>
    public IReadOnlyList<BatchResult<Classification>> ClassifyBatch(IEnumerable<ReadOnlyMemory<byte>> encoded, CancellationToken cancellationToken = default) =>
        Batch(encoded, _ => null, static (classifier, image) => classifier.Classify(image.Span), cancellationToken);

    /// <summary>Computes the feature vectors of image files on all processors, in the order of the paths.</summary>
    /// <param name="paths">Paths of the files.</param>
    /// <param name="cancellationToken">Stops between images.</param>
    /// <exception cref="NotSupportedException">The model has no feature vectors (<see cref="CanEmbed"/>).</exception>
    /// <inheritdoc cref="ClassifyBatch(IEnumerable{string}, CancellationToken)"/>
    public IReadOnlyList<BatchResult<float[]>> EmbedBatch(IEnumerable<string> paths, CancellationToken cancellationToken = default)
    {
        RequireHead();
        return Batch(paths, path => path, static (classifier, path) => classifier.Embed(path), cancellationToken);
    }

    /// <summary>Computes the feature vectors of encoded images in memory on all processors, in the order of the images.</summary>
    /// <param name="encoded">The contents of JPEG, PNG, BMP or GIF files. Do not change them before the call has returned.</param>
    /// <param name="cancellationToken">Stops between images.</param>
    /// <returns>One result per image.</returns>
    /// <inheritdoc cref="EmbedBatch(IEnumerable{string}, CancellationToken)"/>
    public IReadOnlyList<BatchResult<float[]>> EmbedBatch(IEnumerable<ReadOnlyMemory<byte>> encoded, CancellationToken cancellationToken = default)
    {
        RequireHead();
        return Batch(encoded, _ => null, static (classifier, image) => classifier.Embed(image.Span), cancellationToken);
    }

    /// <summary>
    /// Classifies image files on all processors while they are enumerated, in the order of the paths. Only a few images are in progress at any time, so the
    /// number of paths does not matter. An image that cannot be read does not end the batch: its result has the error.
    /// </summary>
    /// <param name="paths">Paths of the files.</param>
    /// <param name="cancellationToken">Cancels reading, and stops between images.</param>
    /// <returns>One result per path.</returns>
    /// <exception cref="OperationCanceledException">The enumeration was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public IAsyncEnumerable<BatchResult<Classification>> ClassifyBatchAsync(IEnumerable<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ObjectDisposedException.ThrowIf(disposed, this);
        return Enumerate(paths, cancellationToken);
    }

    private async IAsyncEnumerable<BatchResult<Classification>> Enumerate(
        IEnumerable<string> paths, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Twice as many as processors, so that a large image at the front does not leave processors idle.
        var (most, next) = (2 * Parallelism, 0);
        var running = new Queue<Task<BatchResult<Classification>>>(most);
        try
        {
            foreach (var path in paths)
            {
                if (running.Count == most) yield return await running.Dequeue().ConfigureAwait(false);
                running.Enqueue(TryClassifyAsync(next++, path, cancellationToken));
            }

            while (running.Count > 0) yield return await running.Dequeue().ConfigureAwait(false);
        }
        finally
        {
            // The caller stopped early, or one image ended the enumeration: nothing may go on using the classifier behind the caller's back.
            await Task.WhenAll(running)
                .ContinueWith(static all => all.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
    }

    private async Task<BatchResult<Classification>> TryClassifyAsync(int index, string path, CancellationToken cancellationToken)
    {
        try
        {
            return new(index, path, await ClassifyAsync(path, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception error) when (IsOfImage(error))
        {
            return new(index, path, null, error);
        }
    }

    private BatchResult<TResult>[] Batch<TImage, TResult>(
        IEnumerable<TImage> images, Func<TImage, string?> pathOf, Func<ImageClassifier, TImage, TResult> compute, CancellationToken cancellationToken)
        where TResult : class
    {
        ArgumentNullException.ThrowIfNull(images);
        ObjectDisposedException.ThrowIf(disposed, this);
        TImage[] all = [.. images];
        var results = new BatchResult<TResult>[all.Length];
        if (Parallelism == 1)
        {
            for (var index = 0; index < all.Length; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Compute(index);
            }
        }
        else
        {
            try
            {
                Parallel.For(0, all.Length, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken }, Compute);
            }
            catch (AggregateException error) when (error.InnerException is { } cause)
            {
                // The same exception as without several processors.
                ExceptionDispatchInfo.Throw(cause);
            }
        }

        return results;

        void Compute(int index)
        {
            try
            {
                results[index] = new(index, pathOf(all[index]), compute(this, all[index]), null);
            }
            catch (Exception error) when (IsOfImage(error))
            {
                results[index] = new(index, pathOf(all[index]), null, error);
            }
        }
    }

    // What ends a batch is not the fault of one image.
    private static bool IsOfImage(Exception error) => error is not (OperationCanceledException or ObjectDisposedException or OutOfMemoryException);
}
