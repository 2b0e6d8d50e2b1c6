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
    private readonly Func<KerasWeights> loadBase;
    private readonly ImagePreprocessor preprocessor;
    private readonly StoredTap[] taps;
    private readonly int views;
    private readonly ulong viewSeed;
    private readonly bool fingerprints;
    private int smallImages;

    /// <summary>Creates an extractor.</summary>
    /// <param name="store">The store for activations.</param>
    /// <param name="network">Width and image size of the base.</param>
    /// <param name="options">What is stored and how.</param>
    /// <param name="loadBase">Loads the weights of the base; called only when an image must go through it.</param>
    public FeatureExtractor(FeatureStore store, SizedNetwork network, ExtractionOptions options, Func<KerasWeights> loadBase)
        : this(store, network, [options], loadBase)
    {
    }

    /// <summary>Creates an extractor for taps with different numbers of views or formats. A view goes through the base once for all its taps.</summary>
    /// <param name="store">The store for activations.</param>
    /// <param name="network">Width and image size of the base.</param>
    /// <param name="parts">What is stored and how; all with the same seed of views.</param>
    /// <param name="loadBase">Loads the weights of the base; called only when an image must go through it.</param>
    public FeatureExtractor(FeatureStore store, SizedNetwork network, IReadOnlyList<ExtractionOptions> parts, Func<KerasWeights> loadBase)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(loadBase);
        ArgumentOutOfRangeException.ThrowIfLessThan(parts.Min(part => part.Views), 1, nameof(parts));
        (this.store, this.network, this.loadBase) = (store, network, loadBase);
        (views, viewSeed, fingerprints) = (parts.Max(part => part.Views), parts[0].ViewSeed, parts.Any(part => part.Fingerprints));
        var normalization = network.Network.Input;
        preprocessor = new ImagePreprocessor(network.ImageSize, network.ImageSize, normalization.Mean, normalization.StandardDeviation);
        taps =
        [
            .. parts.SelectMany(part => part.Taps.Distinct().Select(tap => new StoredTap(tap, part)))
                .OrderBy(stored => stored.Tap.Boundary).ThenBy(stored => stored.Tap.Pooled),
        ];
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
        smallImages = 0;
        var unreadable = work.Length > 0 ? Compute(work, progress, cancellation) : [];
        var computed = work.Select(item => item.Image.Sha256).Except(unreadable.Select(problem => problem.Image.Sha256), StringComparer.Ordinal);
        return new ExtractionResult(distinct.Length, [.. computed], unreadable) { SmallImages = smallImages };
    }

    /// <summary>Returns the images whose activations are not all stored, each once.</summary>
    public IEnumerable<ImageSource> Missing(IReadOnlyList<ImageSource> images, CancellationToken cancellation) =>
        MissingWork([.. images.DistinctBy(image => image.Sha256)], cancellation).Select(work => work.Image);

    /// <summary>Returns everything that is stored for images: key and shape.</summary>
    public IEnumerable<(FeatureKey Key, IReadOnlyList<int> Shape)> Stored(IEnumerable<ImageSource> images) =>
        from image in images.DistinctBy(image => image.Sha256)
        from view in Enumerable.Range(0, views)
        from stored in TapsOf(view)
        select (stored.Key(image, view), stored.Tap.Shape(network));

    private ImageWork[] MissingWork(ImageSource[] images, CancellationToken cancellation)
    {
        var missing = new List<int>[images.Length];
        ImageLoop.Run(images.Length, index => missing[index] = MissingViews(images[index]), cancellation);
        return [.. images.Zip(missing, (image, views) => new ImageWork(image, views)).Where(item => item.Views.Count > 0)];
    }

    private List<int> MissingViews(ImageSource image)
    {
        var missing = new List<int>();
        for (var view = 0; view < views; view++)
        {
            if (!TapsOf(view).All(stored => store.Contains(stored.Key(image, view), stored.Tap.Shape(network), stored.Options.Verify))) missing.Add(view);
        }

        return missing;
    }

    private ImageProblem[] Compute(ImageWork[] work, IProgress<ExtractionProgress>? progress, CancellationToken cancellation)
    {
        var passes = Passes();
        var problems = new ImageProblem?[work.Length];
        var done = 0;
        ImageLoop.Run(
            work.Length,
            index =>
            {
                problems[index] = Compute(passes, work[index]);
                progress?.Report(new ExtractionProgress(Interlocked.Increment(ref done), work.Length));
            },
            cancellation);
        return [.. problems.OfType<ImageProblem>()];
    }

    /// <summary>Returns the taps of each view, and the part of the base that they need. Later views have fewer taps, never others.</summary>
    private ViewPass[] Passes()
    {
        var passes = new ViewPass[views];
        for (var view = 0; view < views; view++)
        {
            StoredTap[] own = [.. TapsOf(view)];
            passes[view] = view > 0 && passes[view - 1].Taps.Length == own.Length
                ? passes[view - 1]
                : new ViewPass(own, new FrozenBase(network, [.. own.Select(stored => stored.Tap)], loadBase));
        }

        return passes;
    }

    private ImageProblem? Compute(ViewPass[] passes, ImageWork work)
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

        if (Math.Max(image.Width, image.Height) * 2 <= network.ImageSize) Interlocked.Increment(ref smallImages);
        if (fingerprints) new FingerprintStore(store).Add(work.Image.Sha256, image);
        var pixels = ArrayPool<float>.Shared.Rent(preprocessor.Length);
        var activations = ArrayPool<float>.Shared.Rent(passes[0].Base.Length);
        foreach (var view in work.Views)
        {
            var prepared = pixels.AsSpan(0, preprocessor.Length);
            ImageView.Prepare(image, preprocessor, work.Image.Sha256, view, viewSeed, prepared);
            passes[view].Base.Run(prepared, activations.AsSpan(0, passes[view].Base.Length));
            Write(passes[view], work.Image, view, activations);
        }

        ArrayPool<float>.Shared.Return(pixels);
        ArrayPool<float>.Shared.Return(activations);
        return null;
    }

    private void Write(ViewPass pass, ImageSource image, int view, ReadOnlySpan<float> activations)
    {
        foreach (var (stored, shape) in pass.Taps.Zip(pass.Base.Shapes))
        {
            var length = FeatureStore.ElementCount(shape);
            store.Write(stored.Key(image, view), shape, activations[..length]);
            activations = activations[length..];
        }
    }

    private IEnumerable<StoredTap> TapsOf(int view) => taps.Where(stored => view < stored.Options.Views);

    private sealed record ImageWork(ImageSource Image, List<int> Views);

    private sealed record ViewPass(StoredTap[] Taps, FrozenBase Base);

    private sealed record StoredTap(Tap Tap, ExtractionOptions Options)
    {
        public FeatureKey Key(ImageSource image, int view) => new(Options.BaseId, Tap.Name, image.Sha256, view, Options.ViewSeed, Options.Format);
    }
}
