using System.Text.Json;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Maintenance;

/// <summary>What running builds use: the inputs in the requests of their trainers.</summary>
/// <param name="folders">The folders of the cache.</param>
public sealed class CacheUse(CacheFolders folders)
{
    private readonly TrainerRequest[] running = [.. WorkDirectory.InUse(folders.Work).Select(TryReadRequest).OfType<TrainerRequest>()];

    /// <summary>True if a running trainer reads or writes stored features.</summary>
    public bool HasFeatures => running.Any(request => request.FeaturesDirectory.Length > 0);

    /// <summary>Returns true if a running trainer can read the entry.</summary>
    public bool Contains(CacheEntry entry) => running.Any(request => entry.Kind switch
    {
        CacheEntryKind.Artifact => request.Inputs.Values.Contains(entry.Path),
        CacheEntryKind.Features => HasFeatures,
        CacheEntryKind.Answers => request.AnswersDirectory.Length > 0,
        CacheEntryKind.Previews => request.PreviewsDirectory.Length > 0,
        CacheEntryKind.Epochs => request.Epochs.Length > 0 && request.Epochs == Path.ChangeExtension(entry.Path, null),
        CacheEntryKind.Dataset => request.DatasetsDirectory.Length > 0 || request.Manifest is not null,
        CacheEntryKind.BaseWeights => request.BaseWeights == entry.Path,
        _ => request.Checkpoint == entry.Path,
    });

    private static TrainerRequest? TryReadRequest(string folder)
    {
        try
        {
            return TrainerRequest.FromJson(File.ReadAllText(Path.Combine(folder, TrainerRequest.FileName)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
        {
            // The build has not started its trainer yet, or has just ended.
            return null;
        }
    }
}
