using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FlowerModel.Testing.RemoteExecution;

/// <summary>A server of the Remote Execution API on the loopback address; see <c>server.py</c>.</summary>
public sealed class ReapiServer : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Process process;

    private ReapiServer(object options)
    {
        process = Python.Start("server.py", folder.FullName, JsonSerializer.Serialize(options));
        // The pipe must not fill up.
        process.ErrorDataReceived += (_, _) => { };
        Port = Python.FirstLine(process);
        process.BeginErrorReadLine();
    }

    /// <summary>The port.</summary>
    public string Port { get; }

    /// <summary>The calls and events so far.</summary>
    public IReadOnlyList<JsonNode> Calls
    {
        get
        {
            using var file = new FileStream(folder["calls.jsonl"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        }
    }

    /// <summary>Starts a server; skips the test if BuildStream is not installed.</summary>
    /// <param name="options">
    /// <c>plain</c>: only BuildStream's own services. Otherwise: <c>minor</c> version, <c>instance</c>, <c>token</c>, <c>digest</c> function,
    /// <c>execution</c>, <c>batch</c> limit, <c>tls</c> key and certificate as PEM, <c>inline</c> outputs, and <c>faults</c>: for each method, what happens
    /// to its calls, one after another.
    /// </param>
    public static ReapiServer Start(object options) => new(options);

    /// <summary>Starts a server in which the calls of one method fail.</summary>
    public static ReapiServer WithFaults(string method, params string[] faults) => WithFaults(new Dictionary<string, string[]> { [method] = faults });

    /// <summary>Starts a server in which the calls of several methods fail.</summary>
    /// <param name="faults">For each method, what happens to its calls, one after another.</param>
    /// <param name="token">The bearer token that every call needs; null for none.</param>
    public static ReapiServer WithFaults(IReadOnlyDictionary<string, string[]> faults, string? token = null) =>
        new(token is null ? new { faults } : new { token, faults });

    /// <summary>Number of calls of a method, or of events.</summary>
    public int Count(string name) => Calls.Count(call => (string?)call["event"] == name);

    /// <inheritdoc/>
    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(5000)) process.Kill(entireProcessTree: true);
        process.Dispose();
        folder.Dispose();
    }
}
