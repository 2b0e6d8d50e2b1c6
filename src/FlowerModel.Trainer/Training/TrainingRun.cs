namespace FlowerModel.Trainer.Training;

/// <summary>What belongs to one run of a training and does not change its result.</summary>
internal sealed record TrainingRun
{
    /// <summary>Receives the figures of each epoch.</summary>
    public IProgress<EpochRecord>? Progress { get; init; }

    /// <summary>Receives the figures of the epoch so far after each batch.</summary>
    public IProgress<BatchRecord>? Batches { get; init; }

    /// <summary>
    /// File that receives the state after each epoch, and from which an interrupted training continues; null: none. It must belong to this training
    /// only: same data, same options.
    /// </summary>
    public string? Checkpoint { get; init; }

    /// <summary>Called with the number of the last finished epoch if the training continues from a checkpoint.</summary>
    public Action<int>? Continued { get; init; }

    /// <summary>
    /// The epochs of this training; null: they are not kept. If they are finished, they are evaluated again instead of trained. They must belong to a
    /// training with the same training images and options.
    /// </summary>
    public KeptEpochs? Kept { get; init; }

    /// <summary>Called with the new figures if kept epochs were evaluated instead of trained.</summary>
    public Action<TrainingHistory>? Replayed { get; init; }

    /// <summary>Threads; the bits of the result do not depend on them.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Stops between two steps.</summary>
    public CancellationToken Cancellation { get; init; }
}
