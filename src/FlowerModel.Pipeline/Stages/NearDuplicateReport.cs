using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Stages;

/// <summary>The list of images that look alike, beside the model's other reports.</summary>
internal static class NearDuplicateReport
{
    /// <summary>Name of the report in the state folder.</summary>
    public const string FileName = "near-duplicates.json";

    /// <summary>Writes the list, and says so if it is new. Without near-duplicates there is no file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="clusters">The images that look alike.</param>
    public static void Write(ModelRun model, IReadOnlyList<IReadOnlyList<ManifestEntry>> clusters)
    {
        var path = model.State.PathOf(FileName);
        if (clusters.Count == 0)
        {
            if (File.Exists(path)) File.Delete(path);
            return;
        }

        var text = CanonicalJson.Document(clusters.Select(cluster => cluster.Select(entry => new Listed(entry.Path, entry.Subset))));
        if (!model.LayOut(text, FileName)) return;
        model.Context.Log.Progress(
            $"{model.Settings.Name}: {clusters.Sum(cluster => cluster.Count)} images look like others and are in one subset with them; they are listed in {path}");
    }

    private sealed record Listed(string Path, Subset Subset);
}
