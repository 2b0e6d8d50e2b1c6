using FlowerModel.Build.Tasks.Items;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Variants;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace FlowerModel.Build.Tasks;

/// <summary>Reads every <c>&lt;FlowerModel/&gt;</c> item, reports its errors, and returns the files that the build will create for it.</summary>
public sealed class FlowerModelValidateModels : PipelineTask
{
    /// <summary>The project's <c>FlowerModel</c> items.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The project and its environment: the <c>_FlowerModelContext</c> item.</summary>
    [Required]
    public ITaskItem Context { get; set; } = null!;

    /// <summary>
    /// True in a design-time build, which leaves out models for which no class can be generated and reports every error as a warning, so that an
    /// editor can show it while the item is being written.
    /// </summary>
    public bool DesignTime { get; set; }

    /// <summary>
    /// One item per model, with the model's name and the metadata <c>LabelsFile</c>, <c>ProvenanceFile</c>, <c>ClassFile</c>,
    /// <c>DesignTimeClassFile</c> (full paths) and <c>CopyToOutputDirectory</c>.
    /// </summary>
    [Output]
    public ITaskItem[] Resolved { get; set; } = [];

    /// <summary>
    /// One item per .tflite file, with the file's full path as its name and the metadata <c>OutputName</c> (its name in the output folder),
    /// <c>ResourceName</c>, <c>Embed</c> and <c>CopyToOutputDirectory</c>.
    /// </summary>
    [Output]
    public ITaskItem[] Variants { get; set; } = [];

    /// <summary>True to find out which models are outdated.</summary>
    public bool FindOutdated { get; set; }

    /// <summary>The models for which something changed since their last finished build; all models if that is not known.</summary>
    [Output]
    public ITaskItem[] Outdated { get; set; } = [];

    /// <inheritdoc/>
    protected override void Run()
    {
        var project = new ProjectFacts(Context);
        var parsed = Array.ConvertAll(Models, item => ModelItem.Parse(item, project));
        var settings = Array.ConvertAll(parsed, model => model.Settings);
        var diagnostics = parsed.SelectMany(model => model.Diagnostics).Concat(ModelChecks.Check(settings, project.ProjectFile)).ToList();
        if (project.Language != "C#")
        {
            diagnostics.Add(Diagnostic.Warning(
                Codes.LanguageNotSupported,
                $"No class is generated for {project.Language} projects, but the model is still embedded. Load it with "
                + "FlowerModel.Runtime.ImageClassifier.LoadResource(assembly, logical name).",
                project.ProjectFile));
        }

        var log = CreateLog();
        foreach (var diagnostic in diagnostics) log.Report(DesignTime ? diagnostic with { Severity = Severity.Warning } : diagnostic);
        if (DesignTime) settings = [.. ModelChecks.WithUsableClass(settings)];

        Resolved = Array.ConvertAll<ModelSettings, ITaskItem>(settings, model =>
        {
            var files = new ModelFiles(project.StateRoot, model);
            return new TaskItem(model.Name, new Dictionary<string, string>
            {
                ["LabelsFile"] = files.Labels,
                ["ProvenanceFile"] = files.Provenance,
                ["ClassFile"] = files.Class,
                ["DesignTimeClassFile"] = files.DesignTimeClass,
                ["CopyToOutputDirectory"] = model.CopyToOutputDirectory.ToString(),
            });
        });
        if (FindOutdated && !Log.HasLoggedErrors) Outdated = [.. Models.Where((item, i) => IsOutdated(item, settings[i], project))];
        Variants = [.. settings.SelectMany(model => model.Quantization.Select(variant => VariantItem(model, variant, project)))];
    }

    private bool IsOutdated(ITaskItem item, ModelSettings model, ProjectFacts project)
    {
        var memory = BuildMemory.Of(BuildEngine, new ModelFiles(project.StateRoot, model).Directory, Policy(project));
        var dataset = WebUrl.IsUrl(model.Dataset) ? "" : Path.GetFullPath(Path.Combine(project.ProjectDirectory, model.Dataset));
        return !FinishedBuild.IsCurrent(model.Name, memory, ModelFingerprint.Of(item, Context), dataset, CreateLog(), Cancellation);
    }

    private static TaskItem VariantItem(ModelSettings model, NumberFormat variant, ProjectFacts project) =>
        new(new ModelFiles(project.StateRoot, model).Model(variant), new Dictionary<string, string>
        {
            ["OutputName"] = VariantNames.FileName(model, variant),
            ["ResourceName"] = VariantNames.ResourceName(model, variant),
            ["Embed"] = Text(model.Embedded.Contains(variant)),
            ["CopyToOutputDirectory"] = model.CopyToOutputDirectory.ToString(),
        });

    private static string Text(bool value) => value ? "true" : "false";
}
