using System.Buffers;
using System.Runtime.InteropServices;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Data;
using FlowerModel.Runtime.Images;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using TorchSharp;

namespace FlowerModel.TorchSharpPeer.Features;

/// <summary>
/// Runs images through the frozen base and stores the activations. Only missing ones are computed. An image is decoded once for all its
/// views, on other threads than the base.
/// </summary>
internal sealed class TorchFeatureExtractor
{
    private const int BatchSize = 16;
    private readonly FeatureStore store;
    private readonly SizedNetwork network;
    private readonly ExtractionOptions options;
    private readonly Func<TorchNetwork> loadBase;
    private readonly ImagePreprocessor preprocessor;
    private readonly Tap[] taps;

    /// <summary>Creates an extractor.</summary>
    /// <param name="store">The store for activations.</param>
    /// <param name="network">Width and image size of the base.</param>
    /// <param name="options">What is stored and how.</param>
    /// <param name="loadBase">Loads the base; called only when an image must go through it. The extractor disposes it.</param>
    public TorchFeatureExtractor(FeatureStore store, SizedNetwork network, ExtractionOptions options, Func<TorchNetwork> loadBase)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loadBase);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Views, 1);
        (this.store, this.network, this.options, this.loadBase) = (store, network, options, loadBase);
        var normalization = network.Network.Input;
        preprocessor = new ImagePreprocessor(network.ImageSize, network.ImageSize, normalization.Mean, normalization.StandardDeviation);
        taps = [.. options.Taps.Distinct().OrderBy(tap => tap.Boundary).ThenBy(tap => tap.Pooled)];
    }

    /// <summary>Computes missing activations, so that those of all images are stored.</summary>
    /// <exception cref="ImageChangedException">The bytes of an image no longer match its hash.</exception>
    /// <exception cref="OperationCanceledException">Canceled; activations computed so far remain stored.</exception>
    public ExtractionResult Ensure(
        IReadOnlyList<ImageSource> images, IProgress<ExtractionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        var distinct = images.DistinctBy(image => image.Sha256).ToArray();
        var missing = new List<int>[distinct.Length];
        var workers = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, distinct.Length, workers, index => missing[index] = MissingViews(distinct[index]));
        var work = distinct.Zip(missing, (image, views) => new ImageWork(image, views)).Where(item => item.Views.Count > 0).ToArray();

        var unreadable = new List<ImageProblem>();
        if (work.Length > 0) Compute(work, unreadable, progress, cancellation);
        var computed = work.Select(item => item.Image.Sha256).Except(unreadable.Select(problem => problem.Image.Sha256), StringComparer.Ordinal);
        return new ExtractionResult(distinct.Length, [.. computed], unreadable);
    }

    private List<int> MissingViews(ImageSource image)
    {
        var views = new List<int>();
        for (var view = 0; view < options.Views; view++)
        {
            if (!taps.All(tap => store.Contains(Key(image, view, tap), tap.Shape(network)))) views.Add(view);
        }

        return views;
    }

    private void Compute(
        ImageWork[] work, List<ImageProblem> unreadable, IProgress<ExtractionProgress>? progress, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var runner = new BatchRunner(this);
        var decodeThreads = Math.Max(1, Environment.ProcessorCount / 2);
        var scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, decodeThreads).ConcurrentScheduler;

        // Images being decoded or waiting for the base, in order, so that batches are the same in every run.
        var window = new Queue<Task<DecodedImage>>();
        var next = 0;
        try
        {
            for (var done = 0; done < work.Length; done++)
            {
                while (next < work.Length && window.Count < (BatchSize * 2 / options.Views) + decodeThreads)
                {
                    var item = work[next++];
                    window.Enqueue(Task.Factory.StartNew(() => Decode(item), stop.Token, TaskCreationOptions.None, scheduler));
                }

                cancellation.ThrowIfCancellationRequested();
                var decoded = window.Dequeue().GetAwaiter().GetResult();
                if (decoded.Problem is { } problem) unreadable.Add(new ImageProblem(decoded.Image, problem));
                foreach (var (view, pixels) in decoded.Views) runner.Add(decoded.Image, view, pixels);
                progress?.Report(new ExtractionProgress(done + 1, work.Length));
            }

            runner.Flush();
        }
        finally
        {
            stop.Cancel();
            foreach (var task in window)
            {
                // Tasks that are still running read files; wait for them regardless of their outcome.
                ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
                _ = task.Exception;
            }
        }
    }

    private DecodedImage Decode(ImageWork work)
    {
        var bytes = DatasetImage.Read(work.Image.Path, work.Image.Sha256);
        RgbImage image;
        try
        {
            image = RgbImage.Load(bytes);
        }
        catch (ImageFormatException error)
        {
            return new DecodedImage(work.Image, [], error.Message);
        }

        var views = new List<(int, float[])>(work.Views.Count);
        foreach (var view in work.Views)
        {
            var pixels = ArrayPool<float>.Shared.Rent(preprocessor.Length);
            ImageView.Prepare(image, preprocessor, work.Image.Sha256, view, options.ViewSeed, pixels.AsSpan(0, preprocessor.Length));
            views.Add((view, pixels));
        }

        return new DecodedImage(work.Image, views, null);
    }

    private FeatureKey Key(ImageSource image, int view, Tap tap) =>
        new(options.BaseId, tap.Name, image.Sha256, view, options.ViewSeed);

    private sealed record ImageWork(ImageSource Image, List<int> Views);

    private sealed record DecodedImage(ImageSource Image, List<(int View, float[] Pixels)> Views, string? Problem);

    /// <summary>
    /// Collects prepared views into batches, runs them through the base and writes the activations while the next batch runs.
    /// </summary>
    private sealed class BatchRunner(TorchFeatureExtractor owner) : IDisposable
    {
        private readonly List<(ImageSource Image, int View, float[] Pixels)> batch = [];
        private TorchNetwork? network;
        private Task writing = Task.CompletedTask;

        public void Add(ImageSource image, int view, float[] pixels)
        {
            batch.Add((image, view, pixels));
            if (batch.Count == BatchSize) Run();
        }

        public void Flush()
        {
            if (batch.Count > 0) Run();
            writing.GetAwaiter().GetResult();
        }

        public void Dispose()
        {
            try
            {
                writing.Wait();
            }
            catch (AggregateException)
            {
                // Flush has already thrown it, or another error is propagating and takes precedence.
            }

            network?.Dispose();
        }

        private void Run()
        {
            var activations = owner.taps is [{ Boundary: 0 }] ? [(owner.taps[0], Pixels().DetachFromDisposeScope())] : Forward();
            var items = batch.Select(item => (item.Image, item.View)).ToArray();
            foreach (var (_, _, pixels) in batch) ArrayPool<float>.Shared.Return(pixels);
            batch.Clear();
            writing.GetAwaiter().GetResult();
            writing = Task.Run(() => Write(items, activations));
        }

        /// <summary>
        /// The prepared images, [batch, height, width, 3]. An incomplete batch is padded with zeros: the choice of kernels, and with it the
        /// last bits of the results, depends on the batch size, and an image added later must get the same features as one that was there
        /// from the start.
        /// </summary>
        private torch.Tensor Pixels()
        {
            var size = owner.network.ImageSize;
            var pixels = torch.zeros(BatchSize, size, size, 3);
            var target = MemoryMarshal.Cast<byte, float>(pixels.bytes);
            var length = owner.preprocessor.Length;
            for (var i = 0; i < batch.Count; i++) batch[i].Pixels.AsSpan(0, length).CopyTo(target[(i * length)..]);
            return pixels;
        }

        private List<(Tap Tap, torch.Tensor Values)> Forward()
        {
            if (network is null)
            {
                network = owner.loadBase();
                network.eval();
                network.FoldForInference(owner.taps[^1].Boundary);
            }

            using var noGradient = torch.no_grad();
            using var scope = torch.NewDisposeScope();
            var value = Pixels().permute(0, 3, 1, 2);
            var results = new List<(Tap, torch.Tensor)>();
            var boundary = 0;
            foreach (var tap in owner.taps)
            {
                value = network.Run(value, boundary, tap.Boundary);
                boundary = tap.Boundary;
                var kept = tap.Pooled ? value.mean([2, 3]) : value.permute(0, 2, 3, 1).contiguous();
                results.Add((tap, kept.DetachFromDisposeScope()));
            }

            return results;
        }

        private void Write((ImageSource Image, int View)[] items, List<(Tap Tap, torch.Tensor Values)> activations)
        {
            foreach (var (tap, tensor) in activations)
            {
                using var _ = tensor;
                var values = MemoryMarshal.Cast<byte, float>(tensor.bytes);
                var shape = tap.Shape(owner.network);
                var length = FeatureStore.ElementCount(shape);
                for (var i = 0; i < items.Length; i++)
                {
                    owner.store.Write(owner.Key(items[i].Image, items[i].View, tap), shape, values.Slice(i * length, length));
                }
            }
        }
    }
}
