using System.Threading.RateLimiting;

namespace FlowerApi.Hosting;

/// <summary>What one request and all requests together may cost, so that hostile images cannot exhaust the memory.</summary>
internal static class UploadLimits
{
    /// <summary>The maximum size of a request body, in bytes.</summary>
    public const int Bytes = 10 << 20;

    /// <summary>The maximum number of pixels of an image: 24 megapixels, as large cameras have them. Decoding takes about three bytes per pixel.</summary>
    public const int Pixels = 24_000_000;

    /// <summary>The maximum number of connections.</summary>
    public const int Connections = 1000;

    /// <summary>
    /// Returns what lets as many images be processed at once as there are processors. It is acquired when an image has arrived, so that slow clients do not
    /// keep others waiting.
    /// </summary>
    public static RateLimiter CreateQueue() => new ConcurrencyLimiter(new ConcurrencyLimiterOptions
    {
        PermitLimit = Environment.ProcessorCount,
        QueueLimit = Connections / 2,
    });
}
