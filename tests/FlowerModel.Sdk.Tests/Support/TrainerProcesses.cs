using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace FlowerModel.Sdk.Tests.Support;

/// <summary>The trainers that a consumer's builds have started, found by their command lines and environments. Linux only: elsewhere there are none.</summary>
/// <param name="consumer">The consumer. The environment of each of its trainers names its folder.</param>
internal sealed class TrainerProcesses(Consumer consumer)
{
    /// <summary>Kills the trainers that are running.</summary>
    public void Kill()
    {
        foreach (var id in Running())
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException)
            {
                // It has just ended.
            }
        }
    }

    /// <summary>Waits until no trainer is running. A trainer that goes on fails the test.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (Running().Any())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "a trainer still runs, although its build has ended");
            await Task.Delay(20, cancellation);
        }
    }

    private IEnumerable<int> Running() => OperatingSystem.IsLinux()
        ? Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && IsTrainer(id))
        : [];

    private bool IsTrainer(int id) =>
        Texts(id, "cmdline").Contains(PackedFeed.FakeTrainer) && Texts(id, "environ").Any(text => text.Contains(consumer[""], StringComparison.Ordinal));

    private static string[] Texts(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}", Encoding.UTF8).Split('\0');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
