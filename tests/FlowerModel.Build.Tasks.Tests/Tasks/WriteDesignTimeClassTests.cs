using FlowerModel.Build.Tasks.Tests.Support;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks.Tests.Tasks;

/// <summary>The class for editors: written from the declaration and folder names, and never an error.</summary>
public sealed class WriteDesignTimeClassTests : IDisposable
{
    private readonly TaskProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void Labels_are_the_class_folders_and_no_trainer_is_started()
    {
        project.Context.SetMetadata("TrainerAssembly", project["gone.dll"]);
        Write(TaskProject.Model());
        var code = ReadClass("Flowers");
        Assert.Contains("public const string Daisy = \"daisy\";", code, StringComparison.Ordinal);
        Assert.Contains("public const string Roses = \"roses\";", code, StringComparison.Ordinal);
        Assert.False(Directory.Exists(project["cache"]));
        Assert.False(File.Exists(project["obj/FlowerModel/Flowers/Flowers.g.cs"]));
    }

    [Fact]
    public void Labels_of_an_archive_are_those_of_the_last_build()
    {
        Write(TaskProject.Model(metadata: "Dataset=photos.zip"));
        Assert.DoesNotContain("public const string Lily", ReadClass("Flowers"), StringComparison.Ordinal);
        project.Write("obj/FlowerModel/Flowers/Flowers.labels.txt", "lily\nonion\n");
        Write(TaskProject.Model(metadata: "Dataset=photos.zip"));
        Assert.Contains("public const string Lily = \"lily\";", ReadClass("Flowers"), StringComparison.Ordinal);
    }

    [Fact]
    public void Incomplete_items_are_ignored_and_the_others_get_their_class()
    {
        Write(TaskProject.Model("Half", "Dataset=", "Epochs=1x"), TaskProject.Model("not/a/file"), TaskProject.Model("Classify"), TaskProject.Model());
        Assert.Contains("partial class Half", ReadClass("Half"), StringComparison.Ordinal);
        Assert.Contains("partial class Flowers", ReadClass("Flowers"), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(project["obj"], "*.cs", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void A_class_that_cannot_be_written_is_a_message_of_low_importance()
    {
        project.Write("obj/FlowerModel/Flowers", "a file where the folder should be");
        var engine = Write(TaskProject.Model(), TaskProject.Model("Others"));
        Assert.Contains(engine.Messages, message => message.Importance == MessageImportance.Low);
        Assert.Contains("partial class Others", ReadClass("Others"), StringComparison.Ordinal);
    }

    private string ReadClass(string name) => File.ReadAllText(project[$"obj/FlowerModel/{name}/{name}.design.g.cs"]);

    private RecordingEngine Write(params ITaskItem[] models)
    {
        var (succeeded, engine) = TaskProject.Run(new FlowerModelWriteDesignTimeClass { Models = models, Context = project.Context });
        Assert.True(succeeded);
        Assert.Empty(engine.Errors);
        Assert.Empty(engine.Warnings);
        return engine;
    }
}
