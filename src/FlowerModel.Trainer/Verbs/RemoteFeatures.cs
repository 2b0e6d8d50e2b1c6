using System.Globalization;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.RemoteExecution;
using FlowerModel.Trainer.RemoteExecution.Connection;

namespace FlowerModel.Trainer.Verbs;

/// <summary>
/// Lets a remote execution service compute missing features: one command per part of the images. What the service cannot compute, such as the features of
/// unreadable images, remains missing and is left to this machine.
/// </summary>
internal static class RemoteFeatures
{
    // For fewer images, sending the work away takes longer than doing it.
    private const int MinImages = 16;

    /// <summary>Adds missing features to a store.</summary>
    /// <param name="request">The request, which names the service.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="store">The store.</param>
    /// <param name="plans">Knows what is stored.</param>
    /// <param name="images">The images.</param>
    /// <param name="output">Receives progress.</param>
    /// <param name="cancellation">Cancels the commands.</param>
    /// <exception cref="RemoteExecutionException">The service did not execute a command, or the command failed.</exception>
    public static void Fetch(
        TrainerRequest request, FeatureSettings settings, FeatureStore store, FeaturePlans plans, IReadOnlyList<ImageSource> images,
        TrainerOutput output, CancellationToken cancellation)
    {
        if (request.RemoteExecution is not { } options) return;
        var missing = plans.Missing(images, cancellation).ToDictionary(image => image.Sha256, StringComparer.Ordinal);
        if (missing.Count < MinImages) return;

        // The parts of all images, so that those that are missing on another machine form the same commands.
        ImageSource[][] parts =
        [
            .. ImageShards.Parts(images.Select(image => image.Sha256))
                .Select(part => part.Where(missing.ContainsKey).Select(hash => missing[hash]).ToArray())
                .Where(part => part.Length > 0),
        ];
        var commands = new RemoteFeatureCommands(request, settings, options.DotNet);
        FetchAsync(parts, options, commands, Take, new Counter(request.Model, parts.Length, output), cancellation).GetAwaiter().GetResult();

        void Take(ImageSource[] part, string pack)
        {
            var files = new Dictionary<string, string> { [pack] = Hashing.OfFile(pack) };
            FeaturePack.Add(files, store, plans.Stored(part), cancellation);
        }
    }

    private static async Task FetchAsync(
        ImageSource[][] parts, RemoteExecutionOptions options, RemoteFeatureCommands commands, Action<ImageSource[], string> take, Counter counter,
        CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("flowermodel-remote-");
        try
        {
            using var executor = await RemoteExecutor.ConnectAsync(SettingsOf(options), cancellation).ConfigureAwait(false);
            var limits = new ParallelOptions { MaxDegreeOfParallelism = options.Commands, CancellationToken = cancellation };
            await Parallel.ForEachAsync(
                parts,
                limits,
                async (part, canceled) =>
                {
                    var pack = Path.Combine(folder.FullName, part[0].Sha256 + ".tar");
                    var result = await executor.RunAsync(commands.For(part, pack), progress: null, canceled).ConfigureAwait(false);
                    result.RequireSuccess("The computation of features");
                    take(part, pack);
                    File.Delete(pack);
                    counter.Count(part.Length, result);
                }).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static RemoteExecutionSettings SettingsOf(RemoteExecutionOptions options) =>
        RemoteExecutionSettings.Parse(options.Url, options.AllowPlain, Environment.GetEnvironmentVariable(RemoteExecutionSettings.TokenVariable)) with
        {
            InstanceName = options.InstanceName,
            Platform = options.Platform,
            Timeout = TimeSpan.FromSeconds(options.TimeoutSeconds),
        };

    /// <summary>Reports how far the commands are. Its member can be called from several threads.</summary>
    private sealed class Counter(string model, int parts, TrainerOutput output)
    {
        private readonly Lock gate = new();
        private int done;

        public void Count(int images, RemoteResult result)
        {
            lock (gate)
            {
                done++;
                var origin = result.IsFromCache ? "known to" : "computed by";
                output.Progress(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{model}: part {done} of {parts}: features of {images} images were {origin} the remote execution service."));
            }
        }
    }
}
