using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using FlowerModel.Testing;

namespace FlowerModel.ApiLoad;

/// <summary>Sends requests and measures.</summary>
/// <param name="server">The running server.</param>
/// <param name="images">Valid images.</param>
internal sealed class LoadRun(FlowerApiProgram server, byte[][] images) : IDisposable
{
    private const int Intervals = 20;

    // One request in ten is hostile; each kind comes once in a hundred requests.
    private const int HostileEvery = 10;

    private readonly HttpClient client = new() { BaseAddress = server.Url, Timeout = TimeSpan.FromMinutes(1) };
    private readonly IReadOnlyList<HostileRequest> hostile = HostileRequests.Of(images[0]);
    private readonly ConcurrentDictionary<string, int> surprises = new(StringComparer.Ordinal);

    /// <summary>Sends the requests and prints a table.</summary>
    /// <param name="count">Number of requests.</param>
    /// <param name="connections">Number of requests at a time.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>True if every response had the expected status.</returns>
    public async Task<bool> SendAsync(int count, int connections, CancellationToken cancellation)
    {
        Console.WriteLine("| requests | requests/s | p50 ms | p99 ms | server MB |");
        Console.WriteLine("|---|---|---|---|---|");
        List<double> all = [];
        List<long> memory = [];
        var total = Stopwatch.StartNew();
        for (var interval = 0; interval < Intervals; interval++)
        {
            var (from, to) = ((int)((long)count * interval / Intervals), (int)((long)count * (interval + 1) / Intervals));
            var valid = new ConcurrentBag<double>();
            var watch = Stopwatch.StartNew();
            await Parallel.ForAsync(
                from,
                to,
                new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = cancellation },
                async (index, token) =>
                {
                    if (index % HostileEvery == HostileEvery - 1) await SendHostileAsync(hostile[index / HostileEvery % hostile.Count], token);
                    else valid.Add(await SendValidAsync(images[index % images.Length], token));
                });
            var latencies = valid.Order().ToArray();
            all.AddRange(latencies);
            memory.Add(server.WorkingSet >> 20);
            Console.WriteLine($"| {to} | {(to - from) / watch.Elapsed.TotalSeconds:0} | {At(latencies, 0.5):0.0} | {At(latencies, 0.99):0.0} | {memory[^1]} |");
        }

        all.Sort();
        Console.WriteLine($"\n{count / total.Elapsed.TotalSeconds:0} requests/s, p50 {At(all, 0.5):0.0} ms, p99 {At(all, 0.99):0.0} ms (valid images).");
        var (first, second) = (memory[..(Intervals / 2)].Max(), memory[(Intervals / 2)..].Max());
        Console.WriteLine($"Memory of the server: at most {first} MB in the first half of the run, {second} MB in the second.");
        foreach (var (what, times) in surprises.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            Console.WriteLine($"UNEXPECTED {what}: {times} times");
        return surprises.IsEmpty;
    }

    public void Dispose() => client.Dispose();

    private static double At(IReadOnlyList<double> sorted, double quantile) => sorted.Count == 0 ? 0 : sorted[(int)((sorted.Count - 1) * quantile)];

    private async Task<double> SendValidAsync(byte[] image, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var content = new ByteArrayContent(image);
        await ExpectAsync("valid image", content, HttpStatusCode.OK, cancellation);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private async Task SendHostileAsync(HostileRequest request, CancellationToken cancellation)
    {
        using var content = request.Create();
        await ExpectAsync(request.Name, content, request.Expected, cancellation);
    }

    private async Task ExpectAsync(string name, HttpContent content, HttpStatusCode? expected, CancellationToken cancellation)
    {
        HttpStatusCode? status = null;
        try
        {
            using var response = await client.PostAsync(new Uri("classify", UriKind.Relative), content, cancellation);
            status = response.StatusCode;
            await response.Content.ReadAsByteArrayAsync(cancellation);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // The client broke off, or the server did.
        }

        if (status != expected) surprises.AddOrUpdate($"{name}: {status?.ToString() ?? "connection broke"}", 1, (_, times) => times + 1);
    }
}
