using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FlowerModel.Pipeline.Tests.Store.Remote;

/// <summary>A request that a <see cref="CacheServer"/> received, and the connection to answer it on.</summary>
internal sealed record Exchange(string Method, string Path, string? Authorization, byte[] Body, Socket Socket, CancellationToken Stopped)
{
    public bool IsRecord => Path.Contains("/ac/", StringComparison.Ordinal);

    public async Task SendAsync(string text) => await SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await Socket.SendAsync(bytes, Stopped);

    /// <summary>Answers; <paramref name="length"/> is the announced length if it is not that of the body.</summary>
    public async Task AnswerAsync(string status, byte[]? body = null, long? length = null, string headers = "")
    {
        var announced = (length ?? body?.Length ?? 0).ToString(CultureInfo.InvariantCulture);
        await SendAsync($"HTTP/1.1 {status}\r\nContent-Length: {announced}\r\nConnection: close\r\n{headers}\r\n");
        if (body is not null) await SendAsync(body);
    }
}

/// <summary>
/// A cache on the loopback address that keeps what is put into it. Written on sockets, because an HTTP library would refuse to misbehave as
/// <see cref="Fault"/> asks.
/// </summary>
internal sealed class CacheServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<Exchange> received = new();

    public CacheServer()
    {
        listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/cache";
        _ = AcceptAsync();
    }

    public string Url { get; }

    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    /// <summary>Answers a request in place of the server, and returns true; returns false for requests that the server is to answer itself.</summary>
    public Func<Exchange, Task<bool>> Fault { get; set; } = static _ => Task.FromResult(false);

    public IReadOnlyCollection<Exchange> Received => received;

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptSocketAsync(stop.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server was stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                if (await ReadAsync(socket, stop.Token) is not { } exchange) return;
                received.Enqueue(exchange);
                if (!await Fault(exchange)) await AnswerAsync(exchange);
                // Closing while unread bytes wait would reset the connection and lose the answer.
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client went away, or the test ended.
            }
        }
    }

    private async Task AnswerAsync(Exchange exchange)
    {
        if (exchange.Method == "PUT")
        {
            var isNew = !Files.ContainsKey(exchange.Path);
            Files[exchange.Path] = exchange.Body;
            await exchange.AnswerAsync(isNew ? "201 Created" : "204 No Content");
        }
        else if (Files.TryGetValue(exchange.Path, out var bytes))
        {
            await exchange.AnswerAsync("200 OK", bytes);
        }
        else
        {
            await exchange.AnswerAsync("404 Not Found", "no"u8.ToArray());
        }
    }

    private static async Task<Exchange?> ReadAsync(Socket socket, CancellationToken cancellation)
    {
        var bytes = new List<byte>();
        var buffer = new byte[1 << 16];
        var bodyAt = -1;
        var length = 0;
        string[] lines = [];
        while (bodyAt < 0 || bytes.Count < bodyAt + length)
        {
            var count = await socket.ReceiveAsync(buffer, cancellation);
            if (count == 0) return null;
            bytes.AddRange(buffer.AsSpan(0, count));
            if (bodyAt >= 0) continue;
            var text = Encoding.Latin1.GetString([.. bytes]);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) continue;
            bodyAt = end + 4;
            lines = text[..end].Split("\r\n");
            length = int.Parse(Header("Content-Length") ?? "0", CultureInfo.InvariantCulture);
        }

        var words = lines[0].Split(' ');
        return new Exchange(words[0], words[1], Header("Authorization"), [.. bytes.Skip(bodyAt).Take(length)], socket, cancellation);

        string? Header(string name) => lines
            .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
    }
}
