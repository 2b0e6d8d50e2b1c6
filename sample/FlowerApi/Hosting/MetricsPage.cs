using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace FlowerApi.Hosting;

/// <summary>
/// The metrics of the classifier in Prometheus' text format. A real service exports them with OpenTelemetry, which listens to the same meter.
/// </summary>
internal sealed class MetricsPage : IDisposable
{
    private readonly ConcurrentDictionary<string, double> totals = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();

    public MetricsPage()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "FlowerModel") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(NameOf(instrument) + "_total", tags, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            Add(NameOf(instrument) + "_seconds_sum", tags, value);
            Add(NameOf(instrument) + "_seconds_count", tags, 1);
        });
        listener.Start();
    }

    public void Dispose() => listener.Dispose();

    /// <summary>Returns one line per instrument and combination of tags, sorted.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        foreach (var (series, total) in totals.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{series} {total}\n");
        return text.ToString();
    }

    private static string NameOf(Instrument instrument) => instrument.Name.Replace('.', '_');

    private void Add(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags, double value)
    {
        var series = new StringBuilder(name).Append('{');
        foreach (var (key, tag) in tags) series.Append(series[^1] == '{' ? "" : ",").Append(key.Replace('.', '_')).Append("=\"").Append(tag).Append('"');
        totals.AddOrUpdate(series.Append('}').ToString(), value, (_, total) => total + value);
    }
}

/// <summary>Maps the page.</summary>
internal static class MetricsPageMapping
{
    public static void MapMetrics(this IEndpointRouteBuilder app, string path)
    {
        // Created now, so that no image is missed.
        var page = app.ServiceProvider.GetRequiredService<MetricsPage>();
        app.MapGet(path, () => TypedResults.Text(page.Write(), "text/plain; version=0.0.4"));
    }
}
