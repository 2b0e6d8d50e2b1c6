using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Data;
using FlowerModel.Trainer.Features;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Stores what each image of a dataset needs, which depends on its subset.</summary>
/// <param name="store">The store.</param>
/// <param name="plansOf">The plans for the images of a subset.</param>
/// <param name="verify">See <see cref="ExtractionOptions.Verify"/>.</param>
/// <param name="fingerprints">See <see cref="ExtractionOptions.Fingerprints"/>.</param>
/// <param name="loadBase">Loads the weights of the base; called only when an image must go through it.</param>
internal sealed class FeaturePlans(
    FeatureStore store, Func<Subset, IReadOnlyList<FeaturePlan>> plansOf, bool verify, bool fingerprints, Func<KerasWeights> loadBase)
{
    private readonly Lazy<KerasWeights> weights = new(loadBase);

    /// <summary>Computes missing activations, so that those of all images are stored.</summary>
    /// <param name="images">The images.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellation">Stops between images.</param>
    public ExtractionResult Ensure(IReadOnlyList<ImageSource> images, IProgress<ExtractionProgress>? progress, CancellationToken cancellation)
    {
        var computed = new HashSet<string>(StringComparer.Ordinal);
        var unreadable = new Dictionary<string, ImageProblem>(StringComparer.Ordinal);
        var small = 0;
        foreach (var (extractor, sources) in Extractors(images))
        {
            var result = extractor.Ensure([.. sources.Where(image => !unreadable.ContainsKey(image.Sha256))], progress, cancellation);
            computed.UnionWith(result.Computed);
            small += result.SmallImages;
            foreach (var problem in result.Unreadable) unreadable.TryAdd(problem.Image.Sha256, problem);
        }

        return new ExtractionResult(images.DistinctBy(image => image.Sha256).Count(), computed, [.. unreadable.Values]) { SmallImages = small };
    }

    /// <summary>Returns the images whose activations are not all stored, each once.</summary>
    /// <param name="images">The images.</param>
    /// <param name="cancellation">Stops between images.</param>
    public IEnumerable<ImageSource> Missing(IReadOnlyList<ImageSource> images, CancellationToken cancellation) =>
        Extractors(images).SelectMany(pair => pair.Extractor.Missing(pair.Images, cancellation)).DistinctBy(image => image.Sha256);

    /// <summary>Returns everything that is stored for images: key and shape.</summary>
    /// <param name="images">The images.</param>
    public IEnumerable<(FeatureKey Key, IReadOnlyList<int> Shape)> Stored(IEnumerable<ImageSource> images) =>
        Extractors(images).SelectMany(pair => pair.Extractor.Stored(pair.Images)).Distinct();

    private IEnumerable<(FeatureExtractor Extractor, IReadOnlyList<ImageSource> Images)> Extractors(IEnumerable<ImageSource> images)
    {
        var subsets = images.GroupBy(image => image.Subset).Select(subset => (Plans: plansOf(subset.Key), Images: subset));
        // Subsets with the same plans go through the base together.
        foreach (var group in subsets.GroupBy(subset => string.Join('|', subset.Plans.Select(plan => plan.Key)), StringComparer.Ordinal))
        {
            var plans = group.First().Plans;
            ExtractionOptions[] parts = [.. plans.Select(plan => plan.Options with { Verify = verify, Fingerprints = fingerprints })];
            yield return (new FeatureExtractor(store, plans[0].Network, parts, () => weights.Value), [.. group.SelectMany(subset => subset.Images)]);
        }
    }
}
