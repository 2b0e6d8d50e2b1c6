using System.CommandLine;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Maintenance;
using FlowerModel.Pipeline.Store;
using FlowerModel.Tool.Caching;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Commands;

/// <summary><c>flowermodel cache</c>: shows, prunes and verifies the cache of builds.</summary>
internal static class CacheCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create() => new("cache", "Shows, prunes and verifies the cache of builds.") { Stats(), Prune(), Verify() };

    private static Command Stats()
    {
        var (cache, json) = (CacheOption(), CommonOptions.Json());
        return new Command("stats", "Shows what is in the cache, and its size.") { cache, json }.WithAction((parsed, output, _) =>
        {
            var folders = Open(parsed.GetValue(cache));
            Write(CacheReport.Create(folders.Root, new CacheContents(folders).List(), [], null), parsed.GetValue(json), output);
        });
    }

    private static Command Prune()
    {
        var (cache, json) = (CacheOption(), CommonOptions.Json());
        var size = new Option<string>("--max-size") { Description = "The size that may remain: 500MB, 20GB. Default: 20GB.", HelpName = "SIZE" };
        var age = new Option<string>("--max-age") { Description = "The number of days that unused files may remain. Default: 90.", HelpName = "DAYS" };
        return new Command("prune", "Removes what was not used for the longest time, except for what a running build uses.") { cache, size, age, json }
            .WithAction((parsed, output, _) =>
            {
                var folders = Open(parsed.GetValue(cache));
                var result = CachePruner.Prune(folders, CacheLimits.Parse(parsed.GetValue(size), parsed.GetValue(age)), DateTime.UtcNow);
                Write(CacheReport.Create(folders.Root, result.Kept, result.Removed, null), parsed.GetValue(json), output);
            });
    }

    private static Command Verify()
    {
        var (cache, json) = (CacheOption(), CommonOptions.Json());
        return new Command("verify", "Reads every file in the cache and removes those that are damaged; builds create them again.") { cache, json }
            .WithAction((parsed, output, cancellation) =>
            {
                var folders = Open(parsed.GetValue(cache));
                var entries = new CacheContents(folders).List();
                var damaged = CacheVerifier.RemoveDamaged(entries, done => output.Progress("verified", done, entries.Count), cancellation);
                foreach (var entry in damaged)
                    output.Report(Diagnostic.Warning(Codes.DamagedArtifact, "The file or folder was damaged and was removed; a build creates it again.", entry.Path));
                Write(CacheReport.Create(folders.Root, [.. entries.Except(damaged)], damaged, damaged), parsed.GetValue(json), output);
            });
    }

    private static Option<string> CacheOption() => new("--cache")
    {
        Description = "The cache folder. Default: the one of projects that do not set FlowerModelCacheDirectory.",
        HelpName = "FOLDER",
    };

    private static CacheFolders Open(string? folder) => new(string.IsNullOrEmpty(folder) ? CacheLocation.Default() : Path.GetFullPath(folder));

    private static void Write(CacheReport report, bool isJson, ToolOutput output)
    {
        if (isJson) output.WriteJson(report);
        else CachePrinter.Print(report, output);
    }
}
