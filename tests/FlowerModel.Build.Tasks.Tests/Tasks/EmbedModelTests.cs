using FlowerModel.Build.Tasks.Tests.Support;
using Microsoft.Build.Framework;
using Microsoft.CodeAnalysis.CSharp;

namespace FlowerModel.Build.Tasks.Tests.Tasks;

/// <summary>Finished models, labels and the generated class in the intermediate folder.</summary>
[Collection(TrainerStarts.Name)]
public sealed class EmbedModelTests : IDisposable
{
    private readonly TaskProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void Models_labels_and_class_are_written_once_and_then_not_touched()
    {
        var model = TaskProject.Model(metadata: "Quantization=int8;float16");
        project.RunAllStages(model);
        Assert.Empty(Embed(model).Errors);
        string[] files =
        [
            project["obj/FlowerModel/Flowers/Flowers.tflite"], project["obj/FlowerModel/Flowers/Flowers.float16.tflite"],
            project["obj/FlowerModel/Flowers/Flowers.labels.txt"], project["obj/FlowerModel/Flowers/Flowers.g.cs"],
            project["obj/FlowerModel/Flowers/Flowers.provenance.json"],
        ];
        var old = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        foreach (var file in files) File.SetLastWriteTimeUtc(file, old);
        Assert.Empty(Embed(model, question: true).Errors);
        Assert.Empty(Embed(model).Errors);
        Assert.All(files, file => Assert.Equal(old, File.GetLastWriteTimeUtc(file)));
        Assert.False(File.Exists(project["obj/FlowerModel/Flowers/Flowers.float32.tflite"]));
        Assert.Equal("daisy\nroses\n", File.ReadAllText(files[2]));
        Assert.Empty(CSharpSyntaxTree.ParseText(File.ReadAllText(files[3])).GetDiagnostics());
    }

    [Fact]
    public void With_question_a_missing_model_and_a_stale_class_are_errors_that_name_the_file()
    {
        var model = TaskProject.Model();
        project.RunAllStages(model);
        Assert.Equal(project["obj/FlowerModel/Flowers/Flowers.tflite"], Assert.Single(Embed(model, question: true).Errors).File);
        Embed(model);
        project.Context.SetMetadata("GlobalUsing", "false");
        Assert.Equal(project["obj/FlowerModel/Flowers/Flowers.g.cs"], Assert.Single(Embed(model, question: true).Errors).File);
        Assert.Contains("global using Flowers = global::App.Flowers;", File.ReadAllText(project["obj/FlowerModel/Flowers/Flowers.g.cs"]), StringComparison.Ordinal);
        Embed(model);
        Assert.DoesNotContain("global using", File.ReadAllText(project["obj/FlowerModel/Flowers/Flowers.g.cs"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_with_the_same_constant_name_are_numbered_and_cause_a_warning()
    {
        project.AddImage("Roses", "1");
        project.AddImage("Roses", "2");
        project.AddImage("Roses", "3");
        var model = TaskProject.Model();
        project.RunAllStages(model);
        var warning = Assert.Single(Embed(model).Warnings);
        Assert.Equal(("FLOWER1006", project.File), (warning.Code, warning.File));
        Assert.Contains("Flowers.KnownLabels.Roses2", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_languages_get_the_model_but_no_class()
    {
        project.Context.SetMetadata("Language", "F#");
        var model = TaskProject.Model();
        project.RunAllStages(model);
        Embed(model);
        Assert.True(File.Exists(project["obj/FlowerModel/Flowers/Flowers.tflite"]));
        Assert.False(File.Exists(project["obj/FlowerModel/Flowers/Flowers.g.cs"]));
    }

    [Fact]
    public void A_Visual_Basic_project_gets_a_class_in_its_language()
    {
        project.Context.SetMetadata("Language", "VB");
        var model = TaskProject.Model();
        project.RunAllStages(model);
        Embed(model);
        Assert.False(File.Exists(project["obj/FlowerModel/Flowers/Flowers.g.cs"]));
        var code = File.ReadAllText(project["obj/FlowerModel/Flowers/Flowers.g.vb"]);
        Assert.Contains("Namespace Global.[App]\n", code, StringComparison.Ordinal);
        Assert.Contains("    Partial Class [Flowers]\n", code, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_finished_stages_the_error_tells_what_to_do() =>
        Assert.Contains("Build the whole project again", Assert.Single(Embed(TaskProject.Model()).Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void Clearing_the_cache_makes_every_stage_run_again()
    {
        var model = TaskProject.Model();
        project.RunAllStages(model);
        project.Write("cache/of somebody else.txt", "kept");
        var (succeeded, engine) = TaskProject.Run(new FlowerModelClearCache { CacheDirectory = project["cache"] });
        Assert.True(succeeded);
        Assert.Contains(engine.Messages, message =>
            message.Importance == MessageImportance.High && message.Message!.Contains(project["cache"], StringComparison.Ordinal));
        Assert.Equal([project["cache/of somebody else.txt"]], Directory.GetFileSystemEntries(project["cache"]));
        Assert.Contains(project.RunStage("features", model).Engine.Messages, message => message.Code == "FLOWER9002");
    }

    private RecordingEngine Embed(ITaskItem model, bool question = false)
    {
        var (succeeded, engine) = TaskProject.Run(new FlowerModelEmbedModel { Model = model, Context = project.Context, FailIfNotIncremental = question });
        Assert.Equal(engine.Errors.Count == 0, succeeded);
        return engine;
    }
}
