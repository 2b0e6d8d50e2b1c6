using FlowerModel.Networks;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Running;

/// <summary>The context of one model's pipeline.</summary>
public sealed record PipelineContext
{
    /// <summary>Full path of the project's folder; relative paths in the item are relative to it.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>Full path of the project file, used as the location of messages; can be null.</summary>
    public string? ProjectFile { get; init; }

    /// <summary>Version of FlowerModel.Sdk and of the trainer, which is in every key and in the provenance.</summary>
    public required string SdkVersion { get; init; }

    /// <summary>Full path of the model's folder below the project's intermediate folder.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The folders of the cache.</summary>
    public required CacheFolders Folders { get; init; }

    /// <summary>Opens the artifact store, given the cached hashes of local files and a callback that receives the path of a damaged blob.</summary>
    public required Func<StatCache, Action<string>, IArtifactStore> OpenStore { get; init; }

    /// <summary>Finds the trainer; called only when a stage has to run, because it may have to restore packages.</summary>
    public required Func<TrainerLocation> Trainer { get; init; }

    /// <summary>Runs a verb of the trainer; default <see cref="TrainerProcess.RunOnce"/>, which does so in a process of its own.</summary>
    public TrainerStart StartTrainer { get; init; } = TrainerProcess.RunOnce;

    /// <summary>The log.</summary>
    public required IPipelineLog Log { get; init; }

    /// <summary>What the stages share in this build; null (the default) = every call reads the index and the manifest itself.</summary>
    public ModelMemory? Memory { get; init; }

    /// <summary>Which stages run; default <see cref="RunPolicy.Build"/>.</summary>
    public RunPolicy Policy { get; init; } = RunPolicy.Build;

    /// <summary>
    /// True to accept a model whatever <c>MaxRegression</c> says, and to write its answers to the file that <c>Baseline</c> names; default false.
    /// </summary>
    public bool UpdatesBaseline { get; init; }

    /// <summary>What the model must answer for images of the project's choice; default none.</summary>
    public IReadOnlyList<Expectation> Expectations { get; init; } = [];

    /// <summary>Which machine of several computes which features; null (the default) = this machine computes all that are missing.</summary>
    public FeatureShard? Shard { get; init; }

    /// <summary>A service that computes features; null (the default) = this machine computes them.</summary>
    public RemoteExecutionOptions? RemoteExecution { get; init; }

    /// <summary>The limits of the cache; default <see cref="CacheLimits.Default"/>.</summary>
    public CacheLimits CacheLimits { get; init; } = CacheLimits.Default;

    /// <summary>URL of the folder with the official Keras weights; null = Keras' own URL.</summary>
    public string? OfficialWeightsUrl { get; init; }

    /// <summary>
    /// Returns the full path of the network in a package with base weights, which may have to be restored; null (the default) = no packages can be used.
    /// </summary>
    public Func<WeightsPackage, string>? WeightsPackages { get; init; }

    /// <summary>Cancels a running stage.</summary>
    public CancellationToken Cancellation { get; init; }
}
