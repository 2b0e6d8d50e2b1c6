using FlowerModel.Build.Tasks.Items;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
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

    /// <summary>The project's <c>FlowerModelExpect</c> items.</summary>
    public ITaskItem[] Expectations { get; set; } = [];

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
    /// One item per .tflite and .onnx file, with the file's full path as its name and the metadata <c>OutputName</c> (its name in the output folder),
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
        Expectations = LabelAttribute.AddTo(Expectations);
        var fingerprint = FindOutdated ? ModelFingerprint.Of(Models, Expectations, Context) : "";
        if (FindOutdated)
        {
            Outdated = Array.FindAll(Models, model => !IsCurrent(model, project, fingerprint));
            if (Outdated.Length == 0 && TakeNotes(project)) return;
        }

        Validate(project, fingerprint);
    }

    private void Validate(ProjectFacts project, string fingerprint)
    {
        var parsed = Array.ConvertAll(Models, item => ModelItem.Parse(item, project));
        var settings = Array.ConvertAll(parsed, model => model.Settings);
        var diagnostics = parsed.SelectMany(model => model.Diagnostics).Concat(ModelChecks.Check(settings, project.ProjectFile)).ToList();
        diagnostics.AddRange(ExpectationItems.Check(Expectations, Models, project));
        if (BuildModes.Check(project) is { } mode) diagnostics.Add(mode);
        if (ShardProperty.Check(project) is { } shard) diagnostics.Add(shard);
        if (!project.HasClass)
        {
            diagnostics.Add(Diagnostic.Warning(
                Codes.LanguageNotSupported,
                $"No class is generated for {project.Language} projects, but the model is still embedded. Load it with "
                + $"FlowerModel.Runtime.ImageClassifier.LoadResource(assembly, \"{settings.FirstOrDefault()?.LogicalName}\").",
                project.ProjectFile));
        }

        var log = CreateLog();
        foreach (var diagnostic in diagnostics)
        {
            var isSoftened = DesignTime && diagnostic.Severity == Severity.Error;
            log.Report(isSoftened ? diagnostic with { Severity = Severity.Warning } : diagnostic);
        }

        if (DesignTime) settings = [.. ModelChecks.WithUsableClass(settings)];

        Resolved = Array.ConvertAll<ModelSettings, ITaskItem>(settings, model => ResolvedItem(model, project));
        Variants = [.. settings.SelectMany(model => VariantItems(model, project))];
        if (!FindOutdated || Log.HasLoggedErrors) return;
        foreach (var model in settings) MemoryOf(model.Name, project).Build = (fingerprint, diagnostics.Count == 0 ? NotesOf(model, project) : []);
    }

    private ModelMemory MemoryOf(string model, ProjectFacts project) =>
        BuildMemory.Of(BuildEngine, Path.Combine(project.StateRoot, model), Policy(project));

    // The item may be invalid: nothing of it has been checked unless a build with it has finished.
    private bool IsCurrent(ITaskItem item, ProjectFacts project, string fingerprint)
    {
        if (item.ItemSpec.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0) return false;
        var memory = MemoryOf(item.ItemSpec, project);
        var dataset = ModelItem.DatasetOf(item);
        return FinishedBuild.IsCurrent(
            item.ItemSpec,
            memory,
            fingerprint,
            () => DatasetPaths.Folders(dataset, project.ProjectDirectory),
            CreateLog(),
            Cancellation);
    }

    // The notes of a finished build are the items that this task returned in it: the first is the model, the others are its variants.
    private bool TakeNotes(ProjectFacts project)
    {
        var (resolved, variants) = (new List<ITaskItem>(), new List<ITaskItem>());
        foreach (var model in Models)
        {
            var items = ItemText.Read(MemoryOf(model.ItemSpec, project).Notes);
            if (items.Count == 0) return false;
            resolved.Add(items[0]);
            variants.AddRange(items.GetRange(1, items.Count - 1));
        }

        (Resolved, Variants) = ([.. resolved], [.. variants]);
        return true;
    }

    private static List<string> NotesOf(ModelSettings model, ProjectFacts project)
    {
        var notes = new List<string>();
        ItemText.Append(notes, ResolvedItem(model, project));
        foreach (var variant in VariantItems(model, project)) ItemText.Append(notes, variant);
        return notes;
    }

    private static TaskItem ResolvedItem(ModelSettings model, ProjectFacts project)
    {
        var files = new ModelFiles(project.StateRoot, model, project.Language);
        return EscapedText.Item(model.Name, new Dictionary<string, string>
        {
            ["LabelsFile"] = files.Labels,
            ["ProvenanceFile"] = files.Provenance,
            ["ClassFile"] = files.Class,
            ["DesignTimeClassFile"] = files.DesignTimeClass,
            ["CopyToOutputDirectory"] = model.CopyToOutputDirectory.ToString(),
        });
    }

    private static IEnumerable<TaskItem> VariantItems(ModelSettings model, ProjectFacts project) =>
        model.Quantization.Select(variant => VariantItem(model, variant, project)).Concat(model.Exported.Select(variant => ExportItem(model, variant, project)));

    private static TaskItem VariantItem(ModelSettings model, NumberFormat variant, ProjectFacts project) =>
        EscapedText.Item(new ModelFiles(project.StateRoot, model).Model(variant), new Dictionary<string, string>
        {
            ["OutputName"] = VariantNames.FileName(model, variant),
            ["ResourceName"] = VariantNames.ResourceName(model, variant),
            ["Embed"] = Text(model.Embedded.Contains(variant)),
            ["CopyToOutputDirectory"] = model.CopyToOutputDirectory.ToString(),
        });

    private static TaskItem ExportItem(ModelSettings model, NumberFormat variant, ProjectFacts project) =>
        EscapedText.Item(new ModelFiles(project.StateRoot, model).Onnx(variant), new Dictionary<string, string>
        {
            ["OutputName"] = VariantNames.OnnxFileName(model, variant),
            ["ResourceName"] = "",
            ["Embed"] = Text(false),
            ["CopyToOutputDirectory"] = model.CopyToOutputDirectory.ToString(),
        });

    private static string Text(bool value) => value ? "true" : "false";
}
