using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Running;

/// <summary>The surroundings of one model's pipeline.</summary>
public sealed record PipelineContext
{
    /// <summary>Full path of the project's folder; relative paths of the item start here.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>Full path of the project file, to locate messages; may be null.</summary>
    public string? ProjectFile { get; init; }

    /// <summary>Full path of the model's folder below the project's intermediate folder.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The folders of the cache.</summary>
    public required CacheFolders Folders { get; init; }

    /// <summary>Opens the store of artifacts, given the remembered hashes of local files and what to call with the path of a damaged blob.</summary>
    public required Func<StatCache, Action<string>, IArtifactStore> OpenStore { get; init; }

    /// <summary>Finds the trainer; called only when a stage really has to run, since it may have to restore packages.</summary>
    public required Func<TrainerLocation> Trainer { get; init; }

    /// <summary>Where to report what happens.</summary>
    public required IPipelineLog Log { get; init; }

    /// <summary>True where nothing may run: a stage that would run is an error (MSBuild's <c>-question</c>).</summary>
    public bool Question { get; init; }

    /// <summary>URL under which the official Keras weights lie; null = where Keras has them.</summary>
    public string? OfficialWeightsUrl { get; init; }

    /// <summary>Ends a running stage.</summary>
    public CancellationToken Cancellation { get; init; }
}
