using System.Diagnostics;
using System.Globalization;

namespace FlowerModel.Trainer.Messaging;

/// <summary>Reports how far a verb is: what it does, how many images it processes per second, and how long the rest will take.</summary>
/// <param name="output">Receives the status a few times per second.</param>
internal sealed class StatusLine(TrainerOutput output)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly Stopwatch elapsed = Stopwatch.StartNew();
    private TimeSpan next;

    /// <summary>Reports progress, unless the last report was a moment ago. Can be called by several threads.</summary>
    /// <param name="what">What is being done.</param>
    /// <param name="done">Number of images processed since this object was created.</param>
    /// <param name="total">Number of images to process.</param>
    public void Report(string what, long done, long total) => Report(static (what, _) => what, what, done, total);

    /// <inheritdoc cref="Report(string, long, long)"/>
    /// <param name="describe">Returns what is being done; called only if it is reported.</param>
    /// <param name="state">Argument of <paramref name="describe"/>.</param>
    /// <param name="done">Number of images processed since this object was created.</param>
    /// <param name="total">Number of images to process.</param>
    public void Report<TState>(Func<TState, long, string> describe, TState state, long done, long total)
    {
        var now = elapsed.Elapsed;
        lock (gate)
        {
            if (now < next) return;
            next = now + Interval;
        }

        output.Status(Format(describe(state, done), done, total, now));
    }

    /// <summary>Returns the text of a status.</summary>
    /// <param name="what">What is being done.</param>
    /// <param name="done">Number of images processed.</param>
    /// <param name="total">Number of images to process.</param>
    /// <param name="elapsed">Time since the first image.</param>
    public static string Format(string what, long done, long total, TimeSpan elapsed)
    {
        if (done <= 0 || elapsed <= TimeSpan.Zero) return what;
        var rate = done / elapsed.TotalSeconds;
        var left = TimeSpan.FromSeconds(Math.Ceiling(Math.Max(0, total - done) / rate));
        return string.Create(CultureInfo.InvariantCulture, $"{what}, {Duration(left)} left, {rate:F0} images/s");
    }

    private static string Duration(TimeSpan time) => time.TotalMinutes < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMinutes}:{time.Seconds:D2} min");
}
