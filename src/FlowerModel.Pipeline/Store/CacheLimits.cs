using System.Globalization;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Store;

/// <summary>The limits of the cache. Whatever was not used for the longest time is removed first.</summary>
/// <param name="MaxBytes">Largest size in bytes.</param>
/// <param name="MaxAge">Longest time since the last use.</param>
public sealed record CacheLimits(long MaxBytes, TimeSpan MaxAge)
{
    private static readonly (string Name, double Factor)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
    ];

    /// <summary>The limits of projects that set none: 20 GB and 90 days.</summary>
    public static CacheLimits Default { get; } = new(20_000_000_000, TimeSpan.FromDays(90));

    /// <summary>Parses the limits.</summary>
    /// <param name="maxSize">A number of bytes, or one with a unit: <c>500MB</c>, <c>20GB</c>; null or empty for the default.</param>
    /// <param name="maxAge">A number of days; null or empty for the default.</param>
    /// <exception cref="PipelineException"><see cref="Codes.InvalidValue"/>.</exception>
    public static CacheLimits Parse(string? maxSize, string? maxAge) => new(
        string.IsNullOrEmpty(maxSize) ? Default.MaxBytes : ParseSize(maxSize!),
        string.IsNullOrEmpty(maxAge) ? Default.MaxAge : ParseDays(maxAge!));

    private static long ParseSize(string text)
    {
        var (unit, factor) = Units.FirstOrDefault(unit => text.EndsWith(unit.Name, StringComparison.OrdinalIgnoreCase));
        var number = unit is null ? text : text.Substring(0, text.Length - unit.Length);
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value)
            && value * (unit is null ? 1 : factor) is >= 0 and < 9e18 and var bytes)
        {
            return (long)bytes;
        }

        throw new PipelineException(
            Codes.InvalidValue, $"The size limit of the cache is '{text}'; expected a number of bytes, or one with KB, MB, GB, KiB, MiB or GiB: 20GB.");
    }

    private static TimeSpan ParseDays(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days) && days <= 100_000
            ? TimeSpan.FromDays(days)
            : throw new PipelineException(Codes.InvalidValue, $"The age limit of the cache is '{text}'; expected a number of days: 90.");
}
