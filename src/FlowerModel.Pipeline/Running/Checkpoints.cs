using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Running;

/// <summary>
/// The files from which interrupted trainings continue, named after the keys of their runs: another dataset, setting or version never continues them.
/// </summary>
internal sealed class Checkpoints(CacheFolders folders)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(30);

    /// <summary>Returns the full path of a run's checkpoint.</summary>
    public string PathOf(StageKey key) => Path.Combine(folders.Checkpoints, key.Hash + ".checkpoint");

    /// <summary>Deletes the checkpoint of a run whose artifacts have been stored, and those of runs that were interrupted long ago.</summary>
    public void Delete(StageKey key)
    {
        if (!Directory.Exists(folders.Checkpoints)) return;
        foreach (var file in Directory.GetFiles(folders.Checkpoints))
        {
            if (file == PathOf(key) || DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > MaxAge) DeleteQuietly(file);
        }
    }

    private static void DeleteQuietly(string file)
    {
        try
        {
            FileOperations.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A leftover checkpoint does no harm: it belongs to its key only.
        }
    }
}
