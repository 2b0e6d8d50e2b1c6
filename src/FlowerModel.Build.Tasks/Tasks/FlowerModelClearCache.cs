using FlowerModel.Pipeline.Maintenance;
using FlowerModel.Pipeline.Store;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>Empties the artifact cache, except for what a running build uses.</summary>
public sealed class FlowerModelClearCache : PipelineTask
{
    /// <summary>Full path of the cache; empty for the default.</summary>
    public string CacheDirectory { get; set; } = "";

    /// <inheritdoc/>
    protected override void Run()
    {
        var folder = CacheDirectory.Length > 0 ? CacheDirectory : CacheLocation.Default();
        CachePruner.Clear(new CacheFolders(folder));
        Log.LogMessage(MessageImportance.High, "{0}", $"FlowerModel: emptied the cache in {folder}");
    }
}
