using System.Diagnostics;
using System.Diagnostics.Metrics;
using FlowerModel.Runtime;

namespace FlowerModel.Extensions.DependencyInjection;

/// <summary>The instruments of the meter <c>FlowerModel</c>, named by OpenTelemetry's conventions.</summary>
internal sealed class ImageClassifierMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "FlowerModel";

    private readonly Meter? own;
    private readonly Counter<long> images;
    private readonly Histogram<double> duration;

    /// <summary>Creates the instruments.</summary>
    /// <param name="factories">The host's factory of meters, if there is one. A factory disposes of its meters itself.</param>
    public ImageClassifierMetrics(IEnumerable<IMeterFactory> factories)
    {
        var meter = factories.LastOrDefault()?.Create(MeterName) ?? (own = new Meter(MeterName));
        images = meter.CreateCounter<long>("flowermodel.images", "{image}", "Number of images that were processed.");
        duration = meter.CreateHistogram<double>("flowermodel.image.duration", "s", "Time for decoding, resizing and inference of an image.");
    }

    /// <summary>Makes a classifier report its images.</summary>
    /// <param name="classifier">A classifier that no one else uses yet.</param>
    /// <param name="name">The value of <c>flowermodel.model</c>; null for the name in the model.</param>
    /// <returns>The same classifier.</returns>
    public ImageClassifier Observe(ImageClassifier classifier, string? name)
    {
        classifier.Observer = new Recorder(this, name ?? classifier.Name ?? "unnamed");
        return classifier;
    }

    /// <inheritdoc/>
    public void Dispose() => own?.Dispose();

    private sealed class Recorder(ImageClassifierMetrics metrics, string model) : ClassifierObserver
    {
        public override void Processed(TimeSpan duration, bool isKnown, Exception? error)
        {
            if (!metrics.images.Enabled && !metrics.duration.Enabled) return;
            var tags = new TagList
            {
                { "flowermodel.model", model },
                { "flowermodel.outcome", error is not null ? "failed" : isKnown ? "known" : "unknown" },
            };
            if (error is not null) tags.Add("error.type", error.GetType().FullName);
            metrics.images.Add(1, tags);
            metrics.duration.Record(duration.TotalSeconds, tags);
        }
    }
}
