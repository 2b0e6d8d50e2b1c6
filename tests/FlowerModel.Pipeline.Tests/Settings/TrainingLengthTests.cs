using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Pipeline.Tests.Settings;

public sealed class TrainingLengthTests
{
    [Theory]
    [InlineData(20, 89, 268, 60, 8)]
    [InlineData(400, 20, 60, 24, 32)]
    [InlineData(1600, 10, 30, 12, 64)]
    [InlineData(20_000, 10, 30, 4, 64)]
    public void Small_datasets_take_more_epochs_of_smaller_batches(int images, int head, int quickHead, int fineTuning, int batch)
    {
        Assert.Equal((head, quickHead), (TrainingLength.HeadEpochs(images, Effort.Default), TrainingLength.HeadEpochs(images, Effort.Quick)));
        Assert.Equal(fineTuning, TrainingLength.FineTuneEpochs(images, Effort.Default));
        Assert.Equal(batch, TrainingLength.BatchSize(images));
    }

    [Theory]
    [InlineData(25, 60, 60)]
    [InlineData(1600, 12, 12)]
    [InlineData(6400, 6, 12)]
    [InlineData(20_000, 4, 8)]
    public void A_thorough_training_takes_more_epochs_where_they_are_few(int images, int epochs, int thorough) => Assert.Equal(
        (epochs, thorough), (TrainingLength.FineTuneEpochs(images, Effort.Default), TrainingLength.FineTuneEpochs(images, Effort.Thorough)));
}
