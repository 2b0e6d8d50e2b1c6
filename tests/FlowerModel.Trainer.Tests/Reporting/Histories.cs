using FlowerModel.Trainer.Reporting;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Tests.Reporting;

/// <summary>Training histories for the tests, with values typical of training on flower photos.</summary>
internal static class Histories
{
    public static TrainingPhase Head { get; } = new(TrainingPhase.Head, new TrainingHistory(
        [.. Enumerable.Range(1, 10).Select(e => new EpochRecord(
            e, 1.2 / e + 0.05, 1 - (0.5 / e), 0.9 / e + 0.3 + (0.004 * e * e), 0.89 - (0.3 / e) - (e == 10 ? 0.02 : 0), 1e-3, 1.5 * e))],
        BestEpoch: 9));

    public static TrainingPhase FineTune { get; } = new(TrainingPhase.FineTune, new TrainingHistory(
        [
            new EpochRecord(0, null, null, 0.72, 0.857, 1e-5, 2),
            .. Enumerable.Range(1, 5).Select(e => new EpochRecord(
                e, 0.15 - (0.01 * e), 0.955 + (0.005 * e), 0.5 - (0.02 * e), 0.86 + (0.008 * e), 1e-5, 20)),
        ],
        BestEpoch: 5));

    public static IReadOnlyList<TrainingPhase> Both { get; } = [Head, FineTune];
}
