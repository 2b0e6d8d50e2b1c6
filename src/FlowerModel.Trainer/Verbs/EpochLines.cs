using System.Diagnostics;
using System.Globalization;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Verbs;

/// <summary>
/// Reports each epoch in the format of Keras. Where epochs take only moments, hundreds of lines would hide everything else in the log, so most of them go
/// to the detailed log: the others are the first, the last, and those that end a second or more after the last line.
/// </summary>
internal sealed class EpochLines(string model, string phase, int epochs, TrainerOutput output) : IProgress<EpochRecord>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private Stopwatch? sinceLine; // null before the first

    public void Report(EpochRecord value)
    {
        var training = value is { Loss: { } loss, Accuracy: { } accuracy }
            ? string.Create(CultureInfo.InvariantCulture, $"loss {loss:F4}, accuracy {accuracy:F4}, ")
            : "";
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{model}: {phase} epoch {value.Epoch}/{epochs}: {training}"
            + $"val_loss {value.ValidationLoss:F4}, val_accuracy {value.ValidationAccuracy:F4} ({value.Seconds:F1} s)");
        if (sinceLine?.Elapsed < Interval && value.Epoch < epochs)
        {
            output.Detail(line);
            return;
        }

        output.Progress(line);
        sinceLine = Stopwatch.StartNew();
    }
}
