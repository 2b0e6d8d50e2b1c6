using FlowerModel.Build.Tasks.Embedding;
using FlowerModel.Build.Tasks.Items;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Build.Tasks;

/// <summary>
/// Copies the finished models (one per variant) and their labels to the project's intermediate folder and writes their provenance and the
/// generated class. A file is written only if its bytes change, so that the compiler runs only then.
/// </summary>
public sealed class FlowerModelEmbedModel : ModelTask
{
    /// <inheritdoc/>
    private protected override void Run(ModelSettings settings, ProjectFacts project)
    {
        var context = CreateContext(settings, project);
        var files = new ModelFiles(project.StateRoot, settings, project.Language);
        if (FailIfNotIncremental && settings.Quantization.Select(files.Model).Concat(settings.Exported.Select(files.Onnx)).FirstOrDefault(model => !File.Exists(model)) is { } missing)
        {
            throw new PipelineException(Codes.NotUpToDate, $"{settings.Name}: the model is not in the intermediate folder yet.", missing);
        }

        var labels = ModelPipeline.CopyResults(settings, context, files.Directory);
        if (project.HasClass) WriteClass(settings, project, context, files, labels);
        BuildSummary.Report(settings, context);
        FinishedBuild.Record(context, context.Memory!);
    }

    private void WriteClass(ModelSettings settings, ProjectFacts project, PipelineContext context, ModelFiles files, IReadOnlyList<string> labels)
    {
        var constants = project.IsVisualBasic ? VisualBasicClass.Constants(labels) : ModelClass.Constants(labels);
        foreach (var constant in constants.Where(constant => constant.IsNumbered))
        {
            context.Log.Report(Diagnostic.Warning(
                Codes.LabelCollision,
                $"The label '{constant.Label}' of FlowerModel '{settings.Name}' would get the same constant name as another label, so its constant is "
                + $"{settings.ClassName}.KnownLabels.{constant.Name}. Rename the class folder to choose another name.",
                project.ProjectFile));
        }

        var hashes = new ModelHashes(
            context.Memory!.Hashes.Hash(files.Model(settings.Quantization[0])).Sha256, ModelPipeline.TrainingHash(settings, context));
        var accuracy = ModelAccuracy.TryRead(settings, files.Directory);
        var code = project.IsVisualBasic
            ? VisualBasicClass.Write(settings, labels, hashes, accuracy)
            : ModelClass.Write(settings, labels, project.GlobalUsing, project.Nullable, hashes, accuracy);
        if (FailIfNotIncremental && !(File.Exists(files.Class) && File.ReadAllText(files.Class) == code))
        {
            throw new PipelineException(Codes.NotUpToDate, $"{settings.Name}: the generated class is not up to date.", files.Class);
        }

        AtomicFile.WriteTextIfDifferent(files.Class, code);
    }
}
