using System.Globalization;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Reports how far a training is.</summary>
internal sealed class BatchStatus(string phase, int epochs, TrainerOutput output) : IProgress<BatchRecord>
{
    private readonly StatusLine line = new(output);
    private long before = -1; // images of the epochs before an interruption

    public void Report(BatchRecord value)
    {
        var images = (long)(value.Epoch - 1) * value.EpochImages;
        if (before < 0) before = images;
        line.Report(
            (batch, _) => string.Create(
                CultureInfo.InvariantCulture, $"{phase} epoch {batch.Epoch}/{epochs}, loss {batch.Loss:F3}, accuracy {batch.Accuracy:F3}"),
            value,
            images + value.Images - before,
            ((long)epochs * value.EpochImages) - before);
    }
}
