namespace FlowerModel.Pipeline.Keys;

/// <summary>
/// What one stage may read of a model's settings. The same record is written into the trainer's request and into the stage's key, so a
/// setting that changes a stage's work cannot be missing from its key.
/// </summary>
public abstract record StageSettings;
