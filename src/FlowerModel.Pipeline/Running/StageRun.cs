using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Running;

/// <summary>One run of a stage: everything that determines its key, its request and its record.</summary>
internal sealed record StageRun
{
    /// <summary>Name of the stage, which is also the trainer's verb.</summary>
    public required string Stage { get; init; }

    /// <summary>Version of the stage.</summary>
    public required int Version { get; init; }

    /// <summary>Names of the files that the run writes.</summary>
    public required IReadOnlyList<string> Artifacts { get; init; }

    /// <summary>Names of the images that the run writes if the machine can draw them.</summary>
    public required IReadOnlyList<string> Drawings { get; init; }

    /// <summary>The only settings that the run can read; both the key and the request are created from this record.</summary>
    public required StageSettings Settings { get; init; }

    /// <summary>What the run depends on.</summary>
    public required IReadOnlyList<StageInput> Inputs { get; init; }

    /// <summary>True if the run only reads the source of the dataset, which no cache of results replaces; default false.</summary>
    public bool ReadsSource { get; init; }

    /// <summary>
    /// Describes what changed in inputs that the key contains only as a hash since another result of the stage; null if nothing can be said.
    /// </summary>
    public Func<StageRecord, string?> Compare { get; init; } = static _ => null;

    /// <summary>The name of the run's number format, for a stage with several runs; empty for a single run.</summary>
    public string Part { get; init; } = "";

    /// <summary>Name of the record in the state folder: the stage's name, with the part appended for some runs.</summary>
    public required string RecordName { get; init; }

    /// <summary>Adds the paths of inputs that are not artifacts to the request; called only when the trainer is started.</summary>
    public Func<TrainerRequest, TrainerRequest> Complete { get; init; } = static request => request;

    /// <summary>The run's name in messages, for example <c>quantize int8</c>.</summary>
    public string Title => Part.Length == 0 ? Stage : $"{Stage} {Part}";

    /// <summary>Returns the run's key.</summary>
    /// <param name="trainer">Version of the trainer.</param>
    public StageKey Key(string trainer) => StageKey.Create(
        Stage,
        Version,
        trainer,
        Settings,
        Inputs.Where(input => input.Sha256.Length > 0).ToDictionary(input => input.Name, input => input.Sha256, StringComparer.Ordinal));
}
