using System.Security.Cryptography.X509Certificates;

namespace FlowerModel.Trainer.RemoteExecution.Connection;

/// <summary>Where the remote execution service is, and how commands run there.</summary>
internal sealed record RemoteExecutionSettings
{
    /// <summary>Name of the environment variable with the bearer token. A property would end up in binary logs; this variable does not.</summary>
    public const string TokenVariable = "FLOWERMODEL_REMOTE_EXECUTION_TOKEN";

    /// <summary>The default of <see cref="Timeout"/>: one hour.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromHours(1);

    private const string SecureScheme = "grpcs";
    private const string PlainScheme = "grpc";

    private RemoteExecutionSettings(Uri address, string token) => (Address, Token) = (address, token);

    /// <summary>The server as an https URL, or http if the connection is not encrypted.</summary>
    public Uri Address { get; }

    /// <summary>Which part of the service is used (<c>instance_name</c>); empty for the default one.</summary>
    public string InstanceName { get; init; } = "";

    /// <summary>Properties that a worker must have, such as <c>OSFamily</c> or <c>container-image</c>; the server defines what they mean.</summary>
    public IReadOnlyDictionary<string, string> Platform { get; init; } = new Dictionary<string, string>();

    /// <summary>The time that one command may take, including its time in the queue. It is part of the action and therefore of its digest.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>Authorities whose certificates are accepted in place of those that the operating system trusts; null for the latter.</summary>
    public X509Certificate2Collection? TrustedAuthorities { get; init; }

    /// <summary>The bearer token; empty for anonymous access. It is not public, so <c>ToString</c> leaves it out.</summary>
    internal string Token { get; }

    /// <summary>Checks the settings.</summary>
    /// <param name="url"><c>grpcs://HOST[:PORT]</c>, or <c>grpc://HOST[:PORT]</c> without encryption.</param>
    /// <param name="allowPlain">True allows <c>grpc://</c> to hosts other than this machine.</param>
    /// <param name="token">Value of <see cref="TokenVariable"/>; null or empty for anonymous access.</param>
    /// <exception cref="RemoteExecutionException">A value is invalid. The message never contains it, because it can contain a secret.</exception>
    public static RemoteExecutionSettings Parse(string url, bool allowPlain, string? token)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not (SecureScheme or PlainScheme) || uri.Host.Length == 0)
            throw Invalid("is not a URL of the form grpcs://HOST:PORT");
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw Invalid($"contains credentials, a query or a fragment, which logs would show. Remove them, and set the environment variable {TokenVariable}");
        if (uri.AbsolutePath.Trim('/').Length > 0)
            throw Invalid("contains a path. Remove it; the part of the service is chosen by the instance name");

        var address = new UriBuilder(uri.Scheme == SecureScheme ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, uri.Host, uri.Port).Uri;
        if (uri.Scheme == PlainScheme && !address.IsLoopback && !allowPlain)
        {
            throw Invalid(
                "uses grpc:// without encryption, so anyone on the way can read and change what is sent. Use grpcs://, or allow plain connections "
                + "explicitly if the network is trusted");
        }

        var credentials = token?.Trim() ?? "";
        if (credentials.Any(c => c is < '!' or > '~'))
            throw new RemoteExecutionException($"{TokenVariable} contains characters that a token cannot have. Set it again.");
        return new RemoteExecutionSettings(address, credentials);
    }

    /// <summary>Returns the text without the token, which a server may have sent back.</summary>
    public string Redact(string text) => Token.Length == 0 ? text : text.Replace(Token, "***", StringComparison.Ordinal);

    private static RemoteExecutionException Invalid(string problem) => new($"The URL of the remote execution service {problem}.");
}
