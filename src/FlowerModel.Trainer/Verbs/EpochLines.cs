using System.Globalization;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Reports each epoch in the format of Keras.</summary>
internal sealed class EpochLines(string model, string phase, int epochs, TrainerOutput output) : IProgress<EpochRecord>
{
    public void Report(EpochRecord value)
    {
        var training = value is { Loss: { } loss, Accuracy: { } accuracy }
            ? string.Create(CultureInfo.InvariantCulture, $"loss {loss:F4}, accuracy {accuracy:F4}, ")
            : "";
        output.Progress(string.Create(
            CultureInfo.InvariantCulture,
            $"{model}: {phase} epoch {value.Epoch}/{epochs}: {training}"
            + $"val_loss {value.ValidationLoss:F4}, val_accuracy {value.ValidationAccuracy:F4} ({value.Seconds:F1} s)"));
    }
}
