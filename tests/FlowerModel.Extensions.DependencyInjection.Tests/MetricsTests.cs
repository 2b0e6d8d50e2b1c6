using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FlowerModel.Runtime;
using FlowerModel.Runtime.Images;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FlowerModel.Extensions.DependencyInjection.Tests;

public sealed class MetricsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_image_is_counted_with_its_outcome_and_a_health_check_is_not(bool hasMeterFactory)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        if (hasMeterFactory) services.AddMetrics();

        // A key of its own, because a listener hears the meters of all tests.
        var key = Guid.NewGuid().ToString();
        services.AddKeyedImageClassifier(key, (_, _) => ColorsModel.LoadClassifier());
        services.AddHealthChecks().AddImageClassifier(serviceKey: key);
        await using var provider = services.BuildServiceProvider();
        var measurements = new ConcurrentQueue<(string Instrument, string? Unit, double Value, string? Outcome, string? Error)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "FlowerModel") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();

        var classifier = provider.GetRequiredKeyedService<ImageClassifier>(key);
        classifier.Classify(ColorsModel.Red, 1, 1);
        Assert.Throws<ImageFormatException>(() => classifier.Classify([1, 2, 3]));
        await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        var failure = typeof(ImageFormatException).FullName;
        Assert.Equal(
            [("{image}", 1, "known", null), ("{image}", 1, "failed", failure)],
            measurements.Where(each => each.Instrument == "flowermodel.images").Select(each => (each.Unit, each.Value, each.Outcome, each.Error)));
        var durations = measurements.Where(each => each.Instrument == "flowermodel.image.duration").ToArray();
        Assert.Equal([("s", "known"), ("s", "failed")], durations.Select(each => (each.Unit, each.Outcome)));
        Assert.All(durations, each => Assert.True(each.Value > 0));

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string?)tag.Value);
            if (named["flowermodel.model"] != key) return;
            measurements.Enqueue((instrument.Name, instrument.Unit, value, named["flowermodel.outcome"], named.GetValueOrDefault("error.type")));
        }
    }
}
