using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FlowerModel.Trainer.Tests.Data;

/// <summary>A web server on this machine that answers as a test says, byte by byte where need be.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly List<string> requests = [];
    private readonly Func<string, NetworkStream, int, Task> answer;

    /// <summary>Starts it.</summary>
    /// <param name="answer">
    /// Gets the request's head, the connection and how many requests came before; the connection closes when it returns.
    /// </param>
    public LoopbackServer(Func<string, NetworkStream, int, Task> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = Serve();
    }

    public Uri Url(string path = "flowers.tgz") => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/{path}");

    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (requests) return [.. requests];
        }
    }

    /// <summary>Canceled when the server stops.</summary>
    public CancellationToken Stopping => stop.Token;

    public static Task Respond(NetworkStream connection, string status, byte[] body, string headers = "", int? declared = null) =>
        Send(connection, [.. Head($"{status}\r\nContent-Length: {declared ?? body.Length}\r\nConnection: close\r\n{headers}"), .. body]);

    public static Task Send(NetworkStream connection, byte[] bytes) => connection.WriteAsync(bytes).AsTask();

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private static byte[] Head(string lines) => Encoding.ASCII.GetBytes($"HTTP/1.1 {lines}\r\n");

    private async Task Serve()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                var connection = client.GetStream();
                var head = await ReadHead(connection);
                int before;
                lock (requests)
                {
                    before = requests.Count;
                    requests.Add(head);
                }

                await answer(head, connection, before);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The other side went away, which is what some tests are about.
            }
        }
    }

    private static async Task<string> ReadHead(NetworkStream connection)
    {
        var head = new StringBuilder();
        var buffer = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await connection.ReadAsync(buffer);
            if (read == 0) break;
            head.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return head.ToString();
    }
}
