using FlowerModel.Pipeline.Store;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>Empties the artifact cache.</summary>
public sealed class FlowerModelClearCache : PipelineTask
{
    /// <summary>Full path of the cache; empty for the default.</summary>
    public string CacheDirectory { get; set; } = "";

    /// <inheritdoc/>
    protected override void Run()
    {
        var folder = CacheDirectory.Length > 0 ? CacheDirectory : CacheLocation.Default();
        new CacheFolders(folder).Clear();
        Log.LogMessage(MessageImportance.High, "{0}", $"FlowerModel: emptied the cache in {folder}");
    }
}
