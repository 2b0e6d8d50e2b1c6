using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Trainer.Advice;
using FlowerModel.Trainer.Reporting;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Tests.Advice;

/// <summary>Advice about learning curves, on courses that are on either side of each threshold.</summary>
public sealed class CurveAdviceTests
{
    private static readonly double[] Falling = [1.0, 0.8, 0.6, 0.5];

    [Fact]
    public void A_training_that_converges_needs_no_advice() => Assert.Empty(CurveAdvice.Of([Phase(best: 4, Falling, Falling)]));

    [Theory]
    [InlineData(0.16, true)]
    [InlineData(0.14, false)]
    public void A_much_higher_training_accuracy_is_over_fitting(double gap, bool isAdvised)
    {
        var phase = Phase(best: 4, Falling, Falling);
        phase = With(phase, [.. phase.History.Epochs.Select(epoch => epoch with { Accuracy = 0.8 + gap, ValidationAccuracy = 0.8 })]);
        var hints = CurveAdvice.Of([phase]).ToArray();
        Assert.Equal(isAdvised ? [Codes.Overfitting] : [], hints.Select(hint => hint.Code));
        if (isAdvised) Assert.StartsWith("The model classifies 96.0 % of the training images correctly, but only 80.0 %", hints[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.76, 0.4, true)]
    [InlineData(0.74, 0.4, false)]
    [InlineData(0.76, 0.7, false)]
    public void A_rising_validation_loss_is_over_fitting_only_if_the_training_loss_falls(double endOfValidation, double endOfTraining, bool isAdvised)
    {
        var phase = Phase(best: 3, [1.0, 0.8, 0.6, endOfTraining], [1.0, 0.8, 0.6, endOfValidation]);
        Assert.Equal(isAdvised ? [Codes.Overfitting] : [], CurveAdvice.Of([phase]).Select(hint => hint.Code));
    }

    [Theory]
    [InlineData("head", "LearningRate", new[] { 1.0, 1.06, 0.6, 0.5 }, true)]
    [InlineData("fine-tune", "FineTuneLearningRate", new[] { 1.0, 0.8, 0.85, 0.5 }, true)]
    [InlineData("head", "", new[] { 1.0, 1.04, 0.9, 0.8 }, false)]
    [InlineData("head", "", new[] { 1.0, 0.8, 0.6, 0.9 }, false)]
    public void A_training_loss_that_rises_early_suggests_a_lower_rate(string name, string setting, double[] losses, bool isAdvised)
    {
        var hint = CurveAdvice.Of([Phase(best: 4, losses, Falling) with { Name = name }]).SingleOrDefault();
        Assert.Equal(isAdvised ? Codes.RateTooHigh : null, hint?.Code);
        if (isAdvised) Assert.Contains($"try a third of {setting}.", hint!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_phase_whose_first_epoch_is_the_best_suggests_a_lower_rate_unless_nothing_could_get_better()
    {
        // Epoch 0 is the state before the first step.
        var worse = Phase(best: 0, [1.0, 0.9, 0.8], [0.5, 0.7, 0.6]);
        worse = With(worse, [new(0, null, null, 0.4, 0.9, 0.001, 0), .. worse.History.Epochs]);
        Assert.Equal(Codes.RateTooHigh, Assert.Single(CurveAdvice.Of([worse]), hint => hint.Code == Codes.RateTooHigh).Code);
        var perfect = With(worse, [worse.History.Epochs[0] with { ValidationAccuracy = 1 }, .. worse.History.Epochs.Skip(1)]);
        Assert.DoesNotContain(CurveAdvice.Of([perfect]), hint => hint.Code == Codes.RateTooHigh);
    }

    [Fact]
    public void Two_epochs_say_nothing_about_a_course() => Assert.Empty(CurveAdvice.Of([Phase(best: 1, [1.0, 2.0], [1.0, 1.2])]));

    private static TrainingPhase Phase(int best, double[] losses, double[] validation) => new("head", new TrainingHistory(
        [.. losses.Zip(validation, (loss, other) => (loss, other)).Select((pair, i) => new EpochRecord(i + 1, pair.loss, 0.8, pair.other, 0.8, 0.001, 0))], best));

    private static TrainingPhase With(TrainingPhase phase, EpochRecord[] epochs) => phase with { History = phase.History with { Epochs = epochs } };
}
