namespace FlowerModel.Pipeline.Settings;

/// <summary>
/// A service that computes features (Remote Execution API, version 2; docs/scale.md). It is in no key, because the results do not depend on where they
/// are computed. The token is not here, because requests are kept in files; the trainer reads it from its environment.
/// </summary>
/// <param name="Url"><c>grpcs://HOST[:PORT]</c>, or <c>grpc://HOST[:PORT]</c> without encryption.</param>
public sealed record RemoteExecutionOptions(string Url)
{
    /// <summary>True allows <c>grpc://</c> to hosts other than this machine; default false.</summary>
    public bool AllowPlain { get; init; }

    /// <summary>Which part of the service is used; default empty.</summary>
    public string InstanceName { get; init; } = "";

    /// <summary>Properties that a worker must have; default none.</summary>
    public IReadOnlyDictionary<string, string> Platform { get; init; } = new Dictionary<string, string>();

    /// <summary>The time that a command may take, including its time in the queue, in seconds; default one hour.</summary>
    public int TimeoutSeconds { get; init; } = 3600;

    /// <summary>Number of commands at the same time; default 16.</summary>
    public int Commands { get; init; } = 16;

    /// <summary>Full path of the <c>dotnet</c> program on the workers; default <c>/usr/bin/dotnet</c>.</summary>
    public string DotNet { get; init; } = "/usr/bin/dotnet";
}
