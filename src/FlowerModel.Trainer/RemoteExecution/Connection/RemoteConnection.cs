using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace FlowerModel.Trainer.RemoteExecution.Connection;

/// <summary>The connection to a remote execution service. Its members can be used from several threads.</summary>
internal sealed class RemoteConnection : IDisposable
{
    private const int MaxMessageSize = 16 << 20;
    private const long LowestBytesPerSecond = 64 * 1024;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromMinutes(1);

    private readonly GrpcChannel channel;
    private readonly Metadata headers;

    /// <summary>Prepares the connection; the first call opens it.</summary>
    /// <param name="settings">The settings.</param>
    public RemoteConnection(RemoteExecutionSettings settings)
    {
        Settings = settings;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
            EnableMultipleHttp2Connections = true,
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy could read what is sent without encryption.
            UseProxy = settings.Address.Scheme == Uri.UriSchemeHttps,
        };
        if (settings.TrustedAuthorities is { } authorities) handler.SslOptions.CertificateChainPolicy = Trusting(authorities);
        channel = GrpcChannel.ForAddress(
            settings.Address,
            new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = MaxMessageSize });
        headers = Headers(settings.Token);
    }

    /// <summary>The settings.</summary>
    public RemoteExecutionSettings Settings { get; }

    /// <summary>Makes the calls.</summary>
    public ChannelBase Channel => channel;

    /// <summary>Options of a call that must end in about a minute, or later if it transfers many bytes.</summary>
    /// <param name="cancellation">Cancels the call.</param>
    /// <param name="bytes">Number of bytes that it transfers.</param>
    public CallOptions Options(CancellationToken cancellation, long bytes = 0) =>
        OptionsUntil(DateTime.UtcNow + CallTimeout + TimeSpan.FromSeconds(bytes / LowestBytesPerSecond), cancellation);

    /// <summary>Options of a call with a deadline.</summary>
    /// <param name="deadline">The deadline, in UTC.</param>
    /// <param name="cancellation">Cancels the call.</param>
    public CallOptions OptionsUntil(DateTime deadline, CancellationToken cancellation) => new(headers, deadline, cancellation);

    /// <summary>Makes a call with one answer, again if it fails for a passing reason.</summary>
    /// <param name="method">The name of the method, for messages.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">Cancels the call.</param>
    /// <exception cref="RemoteExecutionException">It failed for another reason, or too often.</exception>
    public Task<T> CallAsync<T>(string method, Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellation) =>
        Retry(method).RunAsync(async () => await call(Options(cancellation)).ConfigureAwait(false), cancellation);

    /// <summary>Returns what repeats a call that fails for a passing reason.</summary>
    /// <param name="method">The name of the method, for messages.</param>
    public Retry Retry(string method) => new(Settings, method);

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        // A company's own authority has no revocation list that everybody can read.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static Metadata Headers(string token)
    {
        var assembly = typeof(RemoteConnection).Assembly;
        var tool = new Messages.RequestMetadata
        {
            ToolDetails = new Messages.ToolDetails
            {
                ToolName = assembly.GetName().Name!,
                ToolVersion = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            },
            ToolInvocationId = Guid.NewGuid().ToString(),
        };
        var metadata = new Metadata { { "build.bazel.remote.execution.v2.requestmetadata-bin", tool.ToByteArray() } };
        if (token.Length > 0) metadata.Add("authorization", "Bearer " + token);
        return metadata;
    }
}
