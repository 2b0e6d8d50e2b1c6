namespace FlowerModel.Trainer.Training;

/// <summary>The figures of an unfinished epoch after one of its batches.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="Images">Number of images in the epoch so far, each view counted.</param>
/// <param name="EpochImages">Number of images in the whole epoch.</param>
/// <param name="Loss">Mean loss so far.</param>
/// <param name="Accuracy">Training accuracy so far, 0 to 1.</param>
internal readonly record struct BatchRecord(int Epoch, int Images, int EpochImages, double Loss, double Accuracy);
