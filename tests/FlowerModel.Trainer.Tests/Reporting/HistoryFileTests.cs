using System.Text.Json;
using FlowerModel.Testing;
using FlowerModel.Trainer.Reporting;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Tests.Reporting;

public sealed class HistoryFileTests
{
    [Fact]
    public void The_file_has_the_expected_text()
    {
        using var folder = new TemporaryFolder();
        var phase = new TrainingPhase("fine-tune", new TrainingHistory(
            [new EpochRecord(0, null, null, 0.5, 0.75, 1e-5, 3.25), new EpochRecord(1, 0.25, 0.875, 0.1 + 0.2, 1, 1e-5, 4.5)],
            BestEpoch: 1));
        HistoryFile.Write(folder["history.json"], [phase]);
        Assert.Equal(
            """
            {
              "phases": [
                {
                  "phase": "fine-tune",
                  "best_epoch": 1,
                  "epochs": [
                    {
                      "epoch": 0,
                      "loss": null,
                      "accuracy": null,
                      "val_loss": 0.5,
                      "val_accuracy": 0.75,
                      "learning_rate": 1E-05
                    },
                    {
                      "epoch": 1,
                      "loss": 0.25,
                      "accuracy": 0.875,
                      "val_loss": 0.30000000000000004,
                      "val_accuracy": 1,
                      "learning_rate": 1E-05
                    }
                  ]
                }
              ]
            }

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(folder["history.json"]));
    }

    [Fact]
    public void Histories_round_trip_without_times()
    {
        using var folder = new TemporaryFolder();
        HistoryFile.Write(folder["history.json"], Histories.Both);
        var read = HistoryFile.Read(folder["history.json"]);
        Assert.Equal(["head", "fine-tune"], read.Select(phase => phase.Name));
        foreach (var (expected, actual) in Histories.Both.Zip(read))
        {
            Assert.Equal(expected.History.BestEpoch, actual.History.BestEpoch);
            Assert.Equal(expected.History.Epochs.Select(epoch => epoch with { Seconds = 0 }), actual.History.Epochs);
        }
    }

    [Fact]
    public void Times_do_not_affect_the_bytes()
    {
        using var folder = new TemporaryFolder();
        var slower = Histories.Both.Select(phase => phase with
        {
            History = phase.History with { Epochs = [.. phase.History.Epochs.Select(epoch => epoch with { Seconds = 99 })] },
        });
        HistoryFile.Write(folder["one.json"], Histories.Both);
        HistoryFile.Write(folder["other.json"], [.. slower]);
        Assert.Equal(File.ReadAllBytes(folder["one.json"]), File.ReadAllBytes(folder["other.json"]));
    }

    [Fact]
    public void A_nonfinite_loss_round_trips()
    {
        using var folder = new TemporaryFolder();
        var epoch = new EpochRecord(1, 1, 0.2, double.PositiveInfinity, 0.2, 1, 1);
        var phase = new TrainingPhase("head", new TrainingHistory([epoch], BestEpoch: 1));
        HistoryFile.Write(folder["history.json"], [phase]);
        using var parsed = JsonDocument.Parse(File.ReadAllBytes(folder["history.json"]));
        Assert.Equal(double.PositiveInfinity, HistoryFile.Read(folder["history.json"])[0].History.Best.ValidationLoss);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"phases":[{"phase":"head","best_epoch":3,"epochs":[]}]}""")]
    [InlineData("""{"phases":[{"phase":"head","best_epoch":1,"epochs":[{"epoch":1}]}]}""")]
    public void A_file_that_is_not_a_history_is_rejected_by_name(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["history.json"], text);
        var error = Assert.Throws<InvalidDataException>(() => HistoryFile.Read(folder["history.json"]));
        Assert.Contains(folder["history.json"], error.Message, StringComparison.Ordinal);
    }
}
