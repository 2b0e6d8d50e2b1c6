using FlowerModel.Build.Tasks.Embedding;
using FlowerModel.Build.Tasks.Items;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>
/// Writes the class for editors, from the item and the names of the class folders, without reading an image or starting a process. It never
/// fails, because an editor must work while a project is incomplete.
/// </summary>
public sealed class FlowerModelWriteDesignTimeClass : PipelineTask
{
    /// <summary>The project's <c>FlowerModel</c> items.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The project and its environment: the <c>_FlowerModelContext</c> item.</summary>
    [Required]
    public ITaskItem Context { get; set; } = null!;

    /// <inheritdoc/>
    protected override void Run()
    {
        var project = new ProjectFacts(Context);
        foreach (var settings in ModelChecks.WithUsableClass(Models.Select(item => ModelItem.Parse(item, project).Settings)))
        {
            try
            {
                var files = new ModelFiles(project.StateRoot, settings, project.Language);
                var accuracy = ModelAccuracy.TryRead(settings, files.Directory);
                var labels = Labels(settings, project, files);
                var code = project.IsVisualBasic
                    ? VisualBasicClass.Write(settings, labels, ModelHashes.None, accuracy)
                    : ModelClass.Write(settings, labels, project.GlobalUsing, project.Nullable, ModelHashes.None, accuracy);
                AtomicFile.WriteTextIfDifferent(files.DesignTimeClass, code);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException)
            {
                Log.LogMessage(MessageImportance.Low, "{0}", error.ToString());
            }
        }
    }

    // The labels of an archive or a list are known only after a build.
    private static IReadOnlyList<string> Labels(ModelSettings settings, ProjectFacts project, ModelFiles files)
    {
        if (settings.Dataset.Length > 0 && DatasetPaths.Folders(settings.Dataset, project.ProjectDirectory) is { Count: > 0 } folders)
            return ScannedFolders.LabelsOf(folders);
        return File.Exists(files.Labels) ? LabelsFile.Read(files.Labels) : [];
    }
}
