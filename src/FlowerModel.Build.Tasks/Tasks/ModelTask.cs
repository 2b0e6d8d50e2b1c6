using FlowerModel.Build.Tasks.Items;
using FlowerModel.Build.Tasks.Tooling;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Store.Remote;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>A task for one model.</summary>
public abstract class ModelTask : PipelineTask
{
    /// <summary>The <c>FlowerModel</c> item.</summary>
    [Required]
    public ITaskItem Model { get; set; } = null!;

    /// <summary>The project and its environment: the <c>_FlowerModelContext</c> item.</summary>
    [Required]
    public ITaskItem Context { get; set; } = null!;

    /// <inheritdoc/>
    protected sealed override void Run()
    {
        var project = new ProjectFacts(Context);
        Run(ModelItem.ParseValid(Model, project), project);
    }

    /// <summary>Runs the task.</summary>
    private protected abstract void Run(ModelSettings settings, ProjectFacts project);

    /// <summary>Creates the context of the model's pipeline.</summary>
    private protected PipelineContext CreateContext(ModelSettings settings, ProjectFacts project)
    {
        var log = CreateLog();
        var folders = new CacheFolders(project.CacheDirectory ?? CacheLocation.Default());
        var stateDirectory = new ModelFiles(project.StateRoot, settings).Directory;
        var remote = OpenRemote(project, log);
        return new PipelineContext
        {
            ProjectDirectory = project.ProjectDirectory,
            ProjectFile = project.ProjectFile,
            // The SDK and the trainer are released together.
            SdkVersion = project.TrainerVersion,
            StateDirectory = stateDirectory,
            Folders = folders,
            OpenStore = (hashes, damaged) => remote is null
                ? new LocalArtifactStore(folders, hashes, damaged)
                : new TieredArtifactStore(new LocalArtifactStore(folders, hashes, damaged), remote, folders),
            Trainer = () => new TrainerLocator(project, log, Cancellation).Locate(),
            Log = log,
            Policy = FailIfNotIncremental ? RunPolicy.Question : project.Verify ? RunPolicy.Verify : RunPolicy.Build,
            OfficialWeightsUrl = project.WeightsUrl,
            Cancellation = Cancellation,
        };
    }

    // Under -question, a build only looks at this machine.
    private RemoteArtifactStore? OpenRemote(ProjectFacts project, IPipelineLog log) =>
        !FailIfNotIncremental && RemoteCache.Open(project, BuildEngine) is { } session
            ? new RemoteArtifactStore(session, static stage => StageCatalog.Find(stage).Artifacts, log, Cancellation)
            : null;
}
