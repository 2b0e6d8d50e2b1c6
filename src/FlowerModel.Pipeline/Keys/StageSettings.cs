namespace FlowerModel.Pipeline.Keys;

/// <summary>
/// The part of a model's settings that one stage can read. The same record is written to the trainer's request and to the stage's key, so a
/// setting that affects a stage cannot be missing from its key.
/// </summary>
public abstract record StageSettings;
