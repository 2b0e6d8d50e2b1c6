using System.Net.Http.Headers;
using System.Text;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Store.Remote;

/// <summary>Where the remote cache is and what a build may do with it.</summary>
public sealed class RemoteCacheSettings
{
    /// <summary>
    /// Name of the environment variable with the credentials: a bearer token, or <c>USER:PASSWORD</c> for HTTP basic authentication. A property would
    /// end up in binary logs; this variable does not.
    /// </summary>
    public const string TokenVariable = "FLOWERMODEL_REMOTE_CACHE_TOKEN";

    private readonly string token;

    private RemoteCacheSettings(Uri url, bool write, string token)
    {
        Url = url;
        Write = write;
        this.token = token;
        if (token.Length > 0) Authorization = token.Contains(":") ? new("Basic", Base64(token)) : new("Bearer", token);
    }

    /// <summary>URL of the cache, ended by a slash; it contains no credentials.</summary>
    public Uri Url { get; }

    /// <summary>True if results are uploaded; otherwise the cache is only read.</summary>
    public bool Write { get; }

    /// <summary>The credentials; null for anonymous access.</summary>
    internal AuthenticationHeaderValue? Authorization { get; }

    /// <summary>Checks the settings.</summary>
    /// <param name="url">Value of <c>FlowerModelRemoteCache</c>; null or empty for no remote cache.</param>
    /// <param name="write">Value of <c>FlowerModelRemoteCacheWrite</c>.</param>
    /// <param name="allowHttp">Value of <c>FlowerModelRemoteCacheAllowHttp</c>: true allows http to hosts other than this machine.</param>
    /// <param name="token">Value of <see cref="TokenVariable"/>; null or empty for anonymous access.</param>
    /// <param name="projectFile">The project, used as the location of messages; can be null.</param>
    /// <returns>The settings; null if there is no remote cache.</returns>
    /// <exception cref="PipelineException">A value is invalid. The message never contains it, because it can contain a secret.</exception>
    public static RemoteCacheSettings? Parse(string? url, bool write, bool allowHttp, string? token, string? projectFile)
    {
        if (url is not { Length: > 0 }) return null;
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var uri) || !(uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp))
            throw Invalid("is not an http or https URL. Write the URL of the folder that contains 'ac' and 'cas'", projectFile);
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw Invalid(
                $"contains credentials, a query or a fragment, which logs would show. Remove them, and set the environment variable {TokenVariable}",
                projectFile);
        }

        if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback && !allowHttp)
        {
            throw Invalid(
                "uses plain http, which anyone on the way can read and change. Use https, or set FlowerModelRemoteCacheAllowHttp to true if the "
                + "network is trusted",
                projectFile);
        }

        var credentials = token?.Trim() ?? "";
        if (credentials.Any(c => c is < '!' or > '~'))
            throw new PipelineException(Codes.InvalidRemoteCache, $"{TokenVariable} contains characters that a token cannot have. Set it again.", projectFile);
        return new RemoteCacheSettings(uri, write, credentials);
    }

    /// <summary>Returns the text without the credentials, which a server may have sent back.</summary>
    internal string Redact(string text) =>
        Authorization is null ? text : text.Replace(token, "***").Replace(Base64(token), "***").Replace(Authorization.Parameter!, "***");

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static PipelineException Invalid(string problem, string? projectFile) =>
        new(Codes.InvalidRemoteCache, $"FlowerModelRemoteCache {problem}.", projectFile);
}
