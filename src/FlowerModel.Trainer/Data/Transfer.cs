using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Trainer.Data;

/// <summary>Downloads one file into a stream, over as many connections as needed.</summary>
/// <param name="client">The client, with its own timeout disabled.</param>
/// <param name="url">URL of the file.</param>
/// <param name="file">Receives the content.</param>
/// <param name="options">Attempts, timeouts and limits.</param>
/// <param name="report">Receives progress.</param>
/// <param name="isPinned">True if a hash is checked at the end, which detects a mix of different files.</param>
internal sealed class Transfer(
    HttpClient client, Uri url, FileStream file, DownloadOptions options, Action<TrainerMessage> report, bool isPinned)
{
    private const int BufferSize = 1 << 17;

    private readonly Stopwatch sinceProgress = Stopwatch.StartNew();
    private RangeConditionHeaderValue? version;

    /// <summary>Downloads the missing part over one connection.</summary>
    /// <exception cref="DownloadException">The attempt failed; the bytes received so far are in the file.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task Continue(CancellationToken cancellation)
    {
        // Restarted after each byte: the limit is on silence, not on the whole download.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(options.Silence);
        using var request = Request();
        using var response = await Guarded(
            () => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token), cancellation)
            .ConfigureAwait(false);
        Accept(response);
        var whole = file.Length + response.Content.Headers.ContentLength;
        if (whole > options.MaxFileSize) throw TooLarge();

        await using var body = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
        var buffer = new byte[BufferSize];
        while (true)
        {
            patience.CancelAfter(options.Silence);
            var read = await Guarded(() => body.ReadAsync(buffer, patience.Token).AsTask(), cancellation).ConfigureAwait(false);
            if (read == 0) return;
            if (file.Length + read > options.MaxFileSize) throw TooLarge();
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            ReportProgress(whole);
        }
    }

    private HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("FlowerModel", "1.0"));
        if (file.Length == 0) return request;

        // Without a hash to check at the end, a partial file is resumed only if the server confirms that the file has not changed.
        if (version is null && !isPinned)
        {
            file.SetLength(0);
            return request;
        }

        request.Headers.Range = new RangeHeaderValue(file.Length, null);
        request.Headers.IfRange = version;
        return request;
    }

    private void Accept(HttpResponseMessage response)
    {
        var isRest = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == file.Length;
        if (!isRest) file.SetLength(0);
        file.Position = file.Length;
        if (!isRest && response.StatusCode != HttpStatusCode.OK) throw Refused(response);
        version = response.Headers.ETag is { IsWeak: false } tag ? new RangeConditionHeaderValue(tag)
            : response.Content.Headers.LastModified is { } date ? new RangeConditionHeaderValue(date)
            : null;
    }

    private static DownloadException Refused(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var answer = string.Create(CultureInfo.InvariantCulture, $"the server answers {status} {response.ReasonPhrase}");
        return status switch
        {
            >= 300 and < 400 =>
                new DownloadException($"{answer}, a redirect that cannot be followed (from https to http, or too many)", mayPass: false),
            401 or 403 or 407 => new DownloadException($"{answer}: access is denied", mayPass: false),
            404 or 410 => new DownloadException($"{answer}: the file does not exist", mayPass: false),
            206 or 408 or 416 or 429 or >= 500 => new DownloadException(answer, mayPass: true),
            _ => new DownloadException(answer, mayPass: false),
        };
    }

    private async Task<TResult> Guarded<TResult>(Func<Task<TResult>> step, CancellationToken cancellation)
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new DownloadException(
                string.Create(CultureInfo.InvariantCulture, $"no data for {options.Silence.TotalSeconds:0.#} seconds"),
                mayPass: true,
                late);
        }
        catch (HttpRequestException failed)
        {
            throw new DownloadException(InWords(failed), failed.HttpRequestError is not HttpRequestError.SecureConnectionError, failed);
        }
        catch (IOException broken)
        {
            throw new DownloadException(
                string.Create(CultureInfo.InvariantCulture, $"the connection was lost after {file.Length:N0} bytes"),
                mayPass: true,
                broken);
        }
    }

    private static string InWords(HttpRequestException failed) => failed.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "the name of the server cannot be resolved, so there may be no network",
        HttpRequestError.ConnectionError => "no connection to the server: " + failed.Message.TrimEnd('.'),
        HttpRequestError.SecureConnectionError =>
            "the server's certificate is not trusted or no secure connection is possible: " + failed.Message.TrimEnd('.'),
        HttpRequestError.ProxyTunnelError => "the proxy (HTTPS_PROXY) refused the connection: " + failed.Message.TrimEnd('.'),
        _ => failed.Message.TrimEnd('.'),
    };

    private DownloadException TooLarge() => new(
        string.Create(CultureInfo.InvariantCulture, $"the file is larger than the {options.MaxFileSize:N0} bytes that are allowed"),
        mayPass: false);

    private void ReportProgress(long? whole)
    {
        if (sinceProgress.Elapsed < options.ProgressInterval) return;
        sinceProgress.Restart();
        var of = whole is { } size ? string.Create(CultureInfo.InvariantCulture, $" of {size / 1e6:N1}") : "";
        var done = string.Create(CultureInfo.InvariantCulture, $"downloading: {file.Length / 1e6:N1}{of} MB");
        report(new TrainerMessage(Severity.Message, done));
    }
}
