using FlowerModel.Build.Tasks.Items;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>Shows the results of a project's models below its line in the terminal logger; other loggers have already shown them.</summary>
public sealed class FlowerModelShowResults : PipelineTask
{
    /// <summary>The project and its environment: the <c>_FlowerModelContext</c> item.</summary>
    [Required]
    public ITaskItem Context { get; set; } = null!;

    /// <summary>Full path of what the project has built.</summary>
    [Required]
    public string Output { get; set; } = "";

    /// <inheritdoc/>
    protected override void Run()
    {
        var projectFile = new ProjectFacts(Context).ProjectFile;
        // A Unix shell keeps the user's current folder there; a parallel build has current folders of its own.
        var text = BuildLog.LinesOf(BuildEngine, projectFile).Take(projectFile, Output, Environment.GetEnvironmentVariable("PWD"));
        if (text is not null) CreateLog().Progress(text);
    }
}
