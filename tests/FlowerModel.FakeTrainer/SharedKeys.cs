using System.Globalization;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.FakeTrainer;

/// <summary>What many builds do at once with the same keys: each makes the result of a key, unless another has made it.</summary>
internal static class SharedKeys
{
    /// <summary>Takes part for a number of keys, and prints a line per key: its number, <c>made</c> or <c>adopted</c>, and the content of the result.</summary>
    /// <param name="folder">Full path of a cache folder.</param>
    /// <param name="keys">The number of keys.</param>
    public static void TakePart(string folder, int keys)
    {
        var hashes = StatCache.Empty(Path.Combine(folder, "no.index"));
        var store = new LocalArtifactStore(new CacheFolders(folder), hashes, static path => Console.WriteLine("damaged " + path));
        var results = new StageResults(store);
        for (var i = 0; i < keys; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            var key = StageKey.Create("stress", 1, "1.2.3", new EvaluateSettings(), new Dictionary<string, string> { ["number"] = number });
            using var held = store.Lock(key, static _ => { }, CancellationToken.None);
            var made = results.Find(key);
            var record = made ?? results.Publish(key, new Dictionary<string, string> { ["result"] = Make(folder) }, []);
            Console.WriteLine($"{number} {(made is null ? "made" : "adopted")} {results.ReadText(record["result"])}");
        }
    }

    // No two results have the same content, so it shows which of them was adopted.
    private static string Make(string folder)
    {
        var name = Guid.NewGuid().ToString("N");
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, name);
        return file;
    }
}
