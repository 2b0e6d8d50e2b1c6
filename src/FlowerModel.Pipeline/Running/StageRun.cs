using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Running;

/// <summary>One run of a stage: everything that its key, its request and its record are made of.</summary>
internal sealed record StageRun
{
    /// <summary>Name of the stage, which is also the trainer's verb.</summary>
    public required string Stage { get; init; }

    /// <summary>Version of the stage.</summary>
    public required int Version { get; init; }

    /// <summary>Names of the files that the run makes.</summary>
    public required IReadOnlyList<string> Artifacts { get; init; }

    /// <summary>All that the run may read of the model's settings; key and request are made of this one record.</summary>
    public required StageSettings Settings { get; init; }

    /// <summary>What the run depends on.</summary>
    public required IReadOnlyList<StageInput> Inputs { get; init; }

    /// <summary>Which run of the stage this is, for a stage with several: the number format's name. Empty for the only one.</summary>
    public string Part { get; init; } = "";

    /// <summary>Name of the record in the state folder: the stage's name, or with the part behind it.</summary>
    public required string RecordName { get; init; }

    /// <summary>Adds to the request where things lie that are no artifacts; called only when the trainer is started.</summary>
    public Func<TrainerRequest, TrainerRequest> Complete { get; init; } = static request => request;

    /// <summary>The run in messages: <c>quantize int8</c>.</summary>
    public string Title => Part.Length == 0 ? Stage : $"{Stage} {Part}";

    /// <summary>The run's key.</summary>
    public StageKey Key() => StageKey.Create(
        Stage,
        Version,
        Settings,
        Inputs.Where(input => input.Sha256.Length > 0).ToDictionary(input => input.Name, input => input.Sha256, StringComparer.Ordinal));
}
