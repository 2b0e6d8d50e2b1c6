using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FlowerModel.Trainer.Tests.Data;

/// <summary>A web server on this machine whose responses a test defines, byte by byte if necessary.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly List<string> requests = [];
    private readonly Func<string, NetworkStream, int, Task> answer;

    /// <summary>Starts the server.</summary>
    /// <param name="answer">
    /// Receives the head of the request, the connection and the number of earlier requests. The connection is closed when it returns.
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
                // The client closed the connection, which some tests provoke.
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
