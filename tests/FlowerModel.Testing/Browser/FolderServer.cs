using System.Net;
using System.Net.Sockets;

namespace FlowerModel.Testing.Browser;

/// <summary>Serves the files of a folder on a loopback URL until it is disposed.</summary>
public sealed class FolderServer : IDisposable
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html", [".js"] = "text/javascript", [".json"] = "application/json", [".css"] = "text/css", [".wasm"] = "application/wasm",
    };

    private readonly string root;
    private readonly HttpListener listener;

    /// <summary>Starts to serve.</summary>
    /// <param name="folder">The folder; its <c>index.html</c> is the page.</param>
    public FolderServer(string folder)
    {
        root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        listener = Start(out var url);
        Url = url;
        _ = ServeAsync();
    }

    /// <summary>URL of the page.</summary>
    public string Url { get; }

    /// <inheritdoc/>
    public void Dispose() => listener.Close();

    // A port that is free now can be taken by the time it is used.
    private static HttpListener Start(out string url)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
            probe.Stop();
            var listener = new HttpListener { Prefixes = { url } };
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                listener.Close();
            }
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true) await AnswerAsync(await listener.GetContextAsync());
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // Disposed, or the browser is gone.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var path = Path.GetFullPath(Path.Combine(root, context.Request.Url!.AbsolutePath.TrimStart('/')));
        if (path == root) path += "index.html";
        using var response = context.Response;
        if (!path.StartsWith(root, StringComparison.Ordinal) || !File.Exists(path))
        {
            response.StatusCode = 404;
            return;
        }

        response.ContentType = Types.GetValueOrDefault(Path.GetExtension(path), "application/octet-stream");
        var content = await File.ReadAllBytesAsync(path);
        response.ContentLength64 = content.Length;
        await response.OutputStream.WriteAsync(content);
    }
}
