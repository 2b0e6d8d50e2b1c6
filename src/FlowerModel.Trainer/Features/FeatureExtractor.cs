using System.Buffers;
using FlowerModel.Conversion.Evaluation;
using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Data;
using FlowerModel.Runtime.Images;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Trainer.Features;

/// <summary>
/// Runs images through the frozen base and stores the activations. Only missing ones are computed. An image is decoded once for all its views, and
/// each thread takes whole images, so the activations of an image depend on nothing but the image.
/// </summary>
internal sealed class FeatureExtractor
{
    private readonly FeatureStore store;
    private readonly SizedNetwork network;
    private readonly ExtractionOptions options;
    private readonly Func<KerasWeights> loadBase;
    private readonly ImagePreprocessor preprocessor;
    private readonly Tap[] taps;

    /// <summary>Creates an extractor.</summary>
    /// <param name="store">The store for activations.</param>
    /// <param name="network">Width and image size of the base.</param>
    /// <param name="options">What is stored and how.</param>
    /// <param name="loadBase">Loads the weights of the base; called only when an image must go through it.</param>
    public FeatureExtractor(FeatureStore store, SizedNetwork network, ExtractionOptions options, Func<KerasWeights> loadBase)
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
        var work = MissingWork(distinct, cancellation);
        var unreadable = work.Length > 0 ? Compute(work, progress, cancellation) : [];
        var computed = work.Select(item => item.Image.Sha256).Except(unreadable.Select(problem => problem.Image.Sha256), StringComparer.Ordinal);
        return new ExtractionResult(distinct.Length, [.. computed], unreadable);
    }

    /// <summary>Returns the images whose activations are not all stored, each once.</summary>
    public IEnumerable<ImageSource> Missing(IReadOnlyList<ImageSource> images, CancellationToken cancellation) =>
        MissingWork([.. images.DistinctBy(image => image.Sha256)], cancellation).Select(work => work.Image);

    /// <summary>Returns everything that is stored for images: key and shape.</summary>
    public IEnumerable<(FeatureKey Key, IReadOnlyList<int> Shape)> Stored(IEnumerable<ImageSource> images) =>
        from image in images.DistinctBy(image => image.Sha256)
        from view in Enumerable.Range(0, options.Views)
        from tap in taps
        select (Key(image, view, tap), tap.Shape(network));

    private ImageWork[] MissingWork(ImageSource[] images, CancellationToken cancellation)
    {
        var missing = new List<int>[images.Length];
        ImageLoop.Run(images.Length, index => missing[index] = MissingViews(images[index]), cancellation);
        return [.. images.Zip(missing, (image, views) => new ImageWork(image, views)).Where(item => item.Views.Count > 0)];
    }

    private List<int> MissingViews(ImageSource image)
    {
        var views = new List<int>();
        for (var view = 0; view < options.Views; view++)
        {
            if (!taps.All(tap => store.Contains(Key(image, view, tap), tap.Shape(network), options.Verify))) views.Add(view);
        }

        return views;
    }

    private ImageProblem[] Compute(ImageWork[] work, IProgress<ExtractionProgress>? progress, CancellationToken cancellation)
    {
        var frozen = new FrozenBase(network, taps, loadBase);
        var problems = new ImageProblem?[work.Length];
        var done = 0;
        ImageLoop.Run(
            work.Length,
            index =>
            {
                problems[index] = Compute(frozen, work[index]);
                progress?.Report(new ExtractionProgress(Interlocked.Increment(ref done), work.Length));
            },
            cancellation);
        return [.. problems.OfType<ImageProblem>()];
    }

    private ImageProblem? Compute(FrozenBase frozen, ImageWork work)
    {
        var bytes = DatasetImage.Read(work.Image.Path, work.Image.Sha256);
        RgbImage image;
        try
        {
            image = RgbImage.Load(bytes);
        }
        catch (ImageFormatException error)
        {
            return new ImageProblem(work.Image, error.Message);
        }

        if (options.Fingerprints) new FingerprintStore(store).Add(work.Image.Sha256, image);
        var pixels = ArrayPool<float>.Shared.Rent(preprocessor.Length);
        var activations = ArrayPool<float>.Shared.Rent(frozen.Length);
        foreach (var view in work.Views)
        {
            var prepared = pixels.AsSpan(0, preprocessor.Length);
            ImageView.Prepare(image, preprocessor, work.Image.Sha256, view, options.ViewSeed, prepared);
            frozen.Run(prepared, activations.AsSpan(0, frozen.Length));
            Write(frozen, work.Image, view, activations);
        }

        ArrayPool<float>.Shared.Return(pixels);
        ArrayPool<float>.Shared.Return(activations);
        return null;
    }

    private void Write(FrozenBase frozen, ImageSource image, int view, ReadOnlySpan<float> activations)
    {
        for (var i = 0; i < taps.Length; i++)
        {
            var length = FeatureStore.ElementCount(frozen.Shapes[i]);
            store.Write(Key(image, view, taps[i]), frozen.Shapes[i], activations[..length]);
            activations = activations[length..];
        }
    }

    private FeatureKey Key(ImageSource image, int view, Tap tap) =>
        new(options.BaseId, tap.Name, image.Sha256, view, options.ViewSeed, options.Format);

    private sealed record ImageWork(ImageSource Image, List<int> Views);
}
