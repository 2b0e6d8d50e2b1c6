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

    /// <summary>The project's <c>FlowerModelExpect</c> items, for the stages that read them.</summary>
    public ITaskItem[] Expectations { get; set; } = [];

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
        var folders = OpenFolders(project);
        var stateDirectory = new ModelFiles(project.StateRoot, settings).Directory;
        var policy = Policy(project);
        var memory = BuildMemory.Of(BuildEngine, stateDirectory, policy);
        var log = memory.Listen(CreateLog(project.ProjectFile));
        var remote = OpenRemote(project, log);
        return new PipelineContext
        {
            ProjectDirectory = project.ProjectDirectory,
            ProjectFile = project.ProjectFile,
            // The SDK and the trainer are released together.
            SdkVersion = project.TrainerVersion,
            StateDirectory = stateDirectory,
            Folders = folders,
            OpenStore = OpenStore,
            CacheLimits = CacheLimits.Parse(project.CacheMaxSize, project.CacheMaxAge),
            Trainer = () => new TrainerLocator(project, log, Cancellation).Locate(),
            StartTrainer = BuildTrainer.Of(BuildEngine),
            Log = log,
            Memory = memory,
            Policy = policy,
            Expectations = ExpectationItems.Of(LabelAttribute.AddTo(Expectations), settings.Name, project),
            UpdatesBaseline = project.UpdatesBaseline,
            Shard = project.Shard is { } shard ? FeatureShard.TryParse(shard) : null,
            RemoteExecution = RemoteExecutionProperties.Parse(project),
            OfficialWeightsUrl = project.WeightsUrl,
            WeightsPackages = new WeightsLocator(project, log, Cancellation).Locate,
            Cancellation = Cancellation,
        };

        IArtifactStore OpenStore(StatCache hashes, Action<string> damaged)
        {
            var local = CacheAccess.OpenStore(folders, hashes, damaged, project.ProjectFile);
            return remote is null ? local : new TieredArtifactStore(local, remote, folders);
        }
    }

    // Opened once per build, so that a cache that cannot be written is reported once and not by every task.
    private CacheFolders OpenFolders(ProjectFacts project)
    {
        var root = project.CacheDirectory ?? CacheLocation.Default();
        var overlay = Path.Combine(project.StateRoot, ".cache");
        return BuildObjects.Share(BuildEngine, $"{root} {overlay}", () => CacheAccess.Open(root, overlay));
    }

    // Under -question, a build only looks at this machine.
    private RemoteArtifactStore? OpenRemote(ProjectFacts project, IPipelineLog log) =>
        !FailIfNotIncremental && RemoteCache.Open(project, BuildEngine) is { } session
            ? new RemoteArtifactStore(session, static stage => StageCatalog.Find(stage).Artifacts, log, Cancellation)
            : null;
}
