using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;

namespace FlowerModel.Pipeline.Store.Remote;

/// <summary>
/// GET and PUT of Bazel's remote-cache HTTP protocol. Redirects are not followed and cookies are not kept, so the credentials reach only the
/// configured host. Every failure is a <see cref="RemoteCacheException"/>.
/// </summary>
internal sealed class RemoteCacheClient : IDisposable
{
    private readonly RemoteCacheSettings settings;
    private readonly TimeBudget budget;
    private readonly HttpClient http;

    public RemoteCacheClient(RemoteCacheSettings settings, TimeBudget budget)
    {
        this.settings = settings;
        this.budget = budget;
#pragma warning disable CA2000 // The client disposes it.
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            // Through a proxy, https is a tunnel; with plain http, the proxy would read the credentials.
            UseProxy = settings.Url.Scheme == Uri.UriSchemeHttps,
        };
#pragma warning restore CA2000
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Downloads a file.</summary>
    /// <param name="path">Path below the URL of the cache.</param>
    /// <param name="maxSize">The most bytes to accept.</param>
    /// <param name="destination">Receives the bytes.</param>
    /// <param name="cancellation">Cancels the request with the build.</param>
    /// <returns>False if the cache does not have the file.</returns>
    public bool Get(string path, long maxSize, Stream destination, CancellationToken cancellation) =>
        Send(HttpMethod.Get, path, (request, deadline) => ReceiveAsync(request, maxSize, destination, deadline), cancellation);

    /// <summary>Uploads a file, replacing an existing one.</summary>
    /// <param name="path">Path below the URL of the cache.</param>
    /// <param name="content">The bytes; the stream has a length.</param>
    /// <param name="cancellation">Cancels the request with the build.</param>
    public void Put(string path, Stream content, CancellationToken cancellation) => Send(
        HttpMethod.Put,
        path,
        async (request, deadline) =>
        {
            deadline.Moved(content.Length);
            request.Content = new StreamContent(content);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? true : throw Refused(RemoteTrouble.Upload, request, response);
        },
        cancellation);

    public void Dispose() => http.Dispose();

    private T Send<T>(HttpMethod method, string path, Func<HttpRequestMessage, RequestDeadline, Task<T>> exchange, CancellationToken cancellation)
    {
        using var deadline = new RequestDeadline(budget, cancellation);
        using var request = new HttpRequestMessage(method, new Uri(settings.Url, path));
        request.Headers.Authorization = settings.Authorization;
        try
        {
            var result = Task.Run(() => exchange(request, deadline), CancellationToken.None).GetAwaiter().GetResult();
            budget.Charge(deadline.Elapsed, deadline.Bytes);
            return result;
        }
        catch (Exception error) when (error is not RemoteCacheException)
        {
            cancellation.ThrowIfCancellationRequested();
            var reason = deadline.Token.IsCancellationRequested
                ? FormattableString.Invariant($"the build has waited {budget.Total.TotalSeconds:0.#} seconds for it")
                : settings.Redact(error.GetBaseException().Message).TrimEnd('.');
            throw new RemoteCacheException(RemoteTrouble.Connection, reason);
        }
    }

    private async Task<bool> ReceiveAsync(HttpRequestMessage request, long maxSize, Stream destination, RequestDeadline deadline)
    {
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound) return false;
        if (response.StatusCode != HttpStatusCode.OK) throw Refused(RemoteTrouble.Connection, request, response);
        if (response.Content.Headers.ContentLength > maxSize) throw TooLong(request);

        // .NET Framework does not cancel a read that has begun; closing the response ends it.
        using var abort = deadline.Token.Register(response.Dispose);
        using var content = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        var buffer = new byte[1 << 16];
        int count;
        while ((count = await content.ReadAsync(buffer, 0, buffer.Length, deadline.Token).ConfigureAwait(false)) > 0)
        {
            deadline.Moved(count);
            if (deadline.Bytes > maxSize) throw TooLong(request);
            await destination.WriteAsync(buffer, 0, count, deadline.Token).ConfigureAwait(false);
        }

        return true;
    }

    private static RemoteCacheException Refused(RemoteTrouble kind, HttpRequestMessage request, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var advice = status switch
        {
            401 or 403 => $"; check the environment variable {RemoteCacheSettings.TokenVariable}",
            >= 300 and < 400 => "; redirects are not followed, so name the final URL in FlowerModelRemoteCache",
            _ => "",
        };
        return new RemoteCacheException(kind, FormattableString.Invariant($"it answered {request.Method} with status {status}{advice}"));
    }

    private static RemoteCacheException TooLong(HttpRequestMessage request) =>
        new(RemoteTrouble.Content, $"it sent more bytes than '{request.RequestUri.AbsolutePath}' has");
}
