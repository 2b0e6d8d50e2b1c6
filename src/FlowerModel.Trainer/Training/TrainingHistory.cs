namespace FlowerModel.Trainer.Training;

/// <summary>The figures of one epoch, as in Keras' history.</summary>
/// <param name="Epoch">Number of the epoch from 1; 0 = before the first step (only in fine-tuning).</param>
/// <param name="Loss">Mean training loss of the epoch's batches, with dropout; null for epoch 0.</param>
/// <param name="Accuracy">Fraction of the training images classified correctly, with dropout; null for epoch 0.</param>
/// <param name="ValidationLoss">Cross-entropy on the validation images after the epoch.</param>
/// <param name="ValidationAccuracy">Fraction of the validation images classified correctly after the epoch.</param>
/// <param name="LearningRate">Learning rate at the epoch's first step.</param>
/// <param name="Seconds">Time the epoch took. It is not a result: it differs from run to run.</param>
internal sealed record EpochRecord(
    int Epoch, double? Loss, double? Accuracy, double ValidationLoss, double ValidationAccuracy, double LearningRate, double Seconds);

/// <summary>The course of one training phase.</summary>
/// <param name="Epochs">Its epochs in order.</param>
/// <param name="BestEpoch">
/// The epoch whose weights were kept: highest validation accuracy, then lowest validation loss, then the earliest.
/// </param>
internal sealed record TrainingHistory(IReadOnlyList<EpochRecord> Epochs, int BestEpoch)
{
    /// <summary>The record of the kept epoch.</summary>
    public EpochRecord Best => Epochs.Single(epoch => epoch.Epoch == BestEpoch);
}
