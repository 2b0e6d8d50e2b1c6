using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Tests.Messaging;
using FlowerModel.Trainer.Training;
using FlowerModel.Trainer.Verbs;

namespace FlowerModel.Trainer.Tests.Verbs;

public sealed class EpochLinesTests
{
    [Fact]
    public void Of_epochs_that_take_moments_the_log_shows_the_first_and_the_last_and_the_detailed_log_all()
    {
        using var writer = new StringWriter();
        using var output = new TrainerOutput(writer);
        var lines = new EpochLines("Flowers", "head", epochs: 200, output);
        for (var epoch = 1; epoch <= 200; epoch++) lines.Report(new EpochRecord(epoch, 0.5, 0.75, 0.625, 0.875, 1e-3, 0.04));

        var messages = WrittenMessages.In(writer.ToString());
        Assert.Equal(200, messages.Count);
        var shown = messages.Where(message => !message.Detail).Select(message => message.Text).ToArray();
        Assert.InRange(shown.Length, 2, 10);
        Assert.Equal("Flowers: head epoch 1/200: loss 0.5000, accuracy 0.7500, val_loss 0.6250, val_accuracy 0.8750 (0.0 s)", shown[0]);
        Assert.StartsWith("Flowers: head epoch 200/200: ", shown[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Epochs_that_take_a_second_are_all_shown()
    {
        using var writer = new StringWriter();
        using var output = new TrainerOutput(writer);
        var lines = new EpochLines("Flowers", "fine-tuning", epochs: 3, output);
        for (var epoch = 0; epoch <= 2; epoch++)
        {
            if (epoch > 0) Thread.Sleep(TimeSpan.FromSeconds(1.1));
            lines.Report(new EpochRecord(epoch, null, null, 0.625, 0.875, 1e-3, 1.1));
        }

        Assert.Equal([false, false, false], WrittenMessages.In(writer.ToString()).Select(message => message.Detail));
    }
}
