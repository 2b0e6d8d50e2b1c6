using System.Globalization;
using FlowerModel.Testing;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace FlowerModel.Build.Tasks.Tests.Support;

/// <summary>A consumer's project folder as the tasks see it: a project file, which does not have to exist, images and the context item.</summary>
internal sealed class TaskProject : IDisposable
{
    private static readonly string[] StageNames =
        ["dataset", "features", "train", "fine-tune", "convert", "quantize", "export", "evaluate", "report", "check"];
    private readonly TemporaryFolder folder = new(inMemory: true);

    /// <summary>Creates <c>photos/{daisy,roses}/{0,1,2,3}.jpg</c>.</summary>
    public TaskProject()
    {
        foreach (var label in (string[])["daisy", "roses"])
        {
            for (var i = 0; i < 4; i++) AddImage(label, i.ToString(CultureInfo.InvariantCulture));
        }

        Context = new TaskItem(File, new Dictionary<string, string>
        {
            ["RootNamespace"] = "App",
            ["Language"] = "C#",
            ["StateRoot"] = this["obj/FlowerModel"] + Path.DirectorySeparatorChar,
            ["CacheDirectory"] = this["cache"],
            ["DotNetHost"] = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["TrainerAssembly"] = Path.Combine(AppContext.BaseDirectory, "FlowerModel.FakeTrainer.dll"),
            ["TrainerVersion"] = "1.2.3",
        });
    }

    /// <summary>Full path of the project file.</summary>
    public string File => this["App.csproj"];

    /// <summary>The <c>_FlowerModelContext</c> item.</summary>
    public TaskItem Context { get; }

    /// <summary>Full path of a file or folder inside this folder.</summary>
    public string this[string path] => Path.Combine([folder.FullName, .. path.Split('/')]);

    /// <summary>Creates a <c>FlowerModel</c> item with the dataset <c>photos</c> that is trained from scratch.</summary>
    /// <param name="name">Name of the item.</param>
    /// <param name="metadata">Further metadata as <c>Name=value</c>. An empty value removes the metadata.</param>
    public static TaskItem Model(string name = "Flowers", params string[] metadata)
    {
        var item = new TaskItem(name, new Dictionary<string, string> { ["Dataset"] = "photos", ["BaseWeights"] = "none" });
        foreach (var pair in metadata.Select(text => text.Split('=', 2)))
        {
            if (pair[1].Length > 0) item.SetMetadata(pair[0], pair[1]);
            else item.RemoveMetadata(pair[0]);
        }

        return item;
    }

    /// <summary>Adds a file with the name of an image. Its content does not matter because the fake trainer does not decode it.</summary>
    public void AddImage(string label, string name) => Write($"photos/{label}/{name}.jpg", $"{label} {name}");

    /// <summary>Writes a file.</summary>
    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        System.IO.File.WriteAllText(this[path], text);
    }

    /// <summary>Runs a task on its own engine.</summary>
    public static (bool Succeeded, RecordingEngine Engine) Run(PipelineTask task)
    {
        var engine = new RecordingEngine();
        task.BuildEngine = engine;
        using (task) return (task.Execute(), engine);
    }

    /// <summary>Runs one stage of a model.</summary>
    public (bool Succeeded, RecordingEngine Engine) RunStage(string stage, ITaskItem model, bool question = false) =>
        Run(new FlowerModelRunStage { Stage = stage, Model = model, Context = Context, FailIfNotIncremental = question });

    /// <summary>Runs all stages of a model. Each must succeed.</summary>
    public void RunAllStages(ITaskItem model)
    {
        foreach (var stage in StageNames)
        {
            var (succeeded, engine) = RunStage(stage, model);
            Assert.True(succeeded, $"{stage}: {string.Join('\n', engine.Errors.Select(error => error.Message))}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();
}
