using System.Diagnostics;
using System.Globalization;
using FlowerModel.Pipeline.Tests.Stages;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Store;

/// <summary>Many processes that need the same results at once. <c>bench/shared-keys.sh</c> does the same with more of them, for longer.</summary>
public sealed class SharedKeysTests : IDisposable
{
    private const int Processes = 12;
    private const int Keys = 20;

    private readonly TemporaryFolder folder = new(inMemory: true);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Each_result_is_made_once_and_adopted_by_all_even_if_some_of_the_processes_are_killed()
    {
        var processes = Enumerable.Range(0, Processes).Select(_ => Start()).ToArray();
        try
        {
            // Two are killed as soon as they have a result, wherever they are by then.
            foreach (var process in processes.Take(2))
            {
                await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
                process.Kill();
            }

            var survivors = await Task.WhenAll(processes.Skip(2).Select(LinesAsync));
            foreach (var process in processes) await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.All(processes.Skip(2), process => Assert.Equal(0, process.ExitCode));

            Assert.All(survivors, lines => Assert.Equal(Keys, lines.Length));
            for (var key = 0; key < Keys; key++)
            {
                var words = survivors.Select(lines => lines[key].Split(' ')).ToArray();
                Assert.All(words, line => Assert.Equal((key.ToString(CultureInfo.InvariantCulture), words[0][2]), (line[0], line[2])));
                // None of them made it if one of the killed processes did.
                Assert.InRange(words.Count(line => line[1] == "made"), 0, 1);
            }
        }
        finally
        {
            foreach (var process in processes)
            {
                if (!process.HasExited) process.Kill();
                process.Dispose();
            }
        }
    }

    private static async Task<string[]> LinesAsync(Process process)
    {
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private Process Start() => Process.Start(
        new ProcessStartInfo("dotnet", ["exec", FakeTrainerProject.FakeTrainerAssembly, "share-keys", folder.FullName, Keys.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
        })!;
}
