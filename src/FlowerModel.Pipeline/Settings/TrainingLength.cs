namespace FlowerModel.Pipeline.Settings;

/// <summary>
/// How long the default recipe trains, by the number of training images: a small dataset needs more epochs of smaller batches to take enough steps, and a
/// large one learns what it can in a few. Measured in docs/recipe.md.
/// </summary>
public static class TrainingLength
{
    private const int ReferenceImages = 1600;
    private const int ReferenceEpochs = 12;
    private const int HeadEpochsOfDefault = 10;
    private const int HeadEpochsOfQuick = 30;
    private const int MaxHeadFactor = 10;
    private const int MinEpochs = 4;
    private const int MaxEpochs = 60;
    private const int MinBatch = 8;
    private const int MaxBatch = 64;
    private const int MinSteps = 8; // per epoch
    private const int FewImages = 50;
    private const double ShareForFewImages = 0.5;

    /// <summary>Returns the number of epochs in which the head is trained.</summary>
    /// <param name="images">Number of training images.</param>
    /// <param name="effort">The effort: a quick training trains nothing but the head and takes three times as many.</param>
    public static int HeadEpochs(int images, Effort effort)
    {
        var factor = Math.Min(MaxHeadFactor, Math.Max(1, Math.Sqrt((double)ReferenceImages / Math.Max(1, images))));
        return (int)Math.Round(factor * (effort == Effort.Quick ? HeadEpochsOfQuick : HeadEpochsOfDefault));
    }

    /// <summary>Returns the number of epochs of fine-tuning.</summary>
    /// <param name="images">Number of training images.</param>
    /// <param name="effort">
    /// The effort: a thorough training takes up to twice as many where they are few. With a small dataset, more of them only learn it by heart.
    /// </param>
    public static int FineTuneEpochs(int images, Effort effort)
    {
        // The epochs fall with the square root of the number of images: four times as many images, half as many epochs.
        var root = ReferenceEpochs * Math.Sqrt((double)ReferenceImages / Math.Max(1, images));
        var epochs = Math.Min(MaxEpochs, Math.Max(MinEpochs, (int)Math.Round(root)));
        return effort == Effort.Thorough ? Math.Max(epochs, Math.Min(ReferenceEpochs, 2 * epochs)) : epochs;
    }

    /// <summary>
    /// Returns the share of the fine-tuned weights in those that are kept: with a handful of images per class, part of what fine-tuning learns is chance.
    /// </summary>
    /// <param name="images">Number of training images.</param>
    public static double FineTuneShare(int images) => images < FewImages ? ShareForFewImages : 1;

    /// <summary>Returns the number of images per batch: a power of two that makes several steps per epoch.</summary>
    /// <param name="images">Number of training images.</param>
    public static int BatchSize(int images)
    {
        var size = MaxBatch;
        while (size > MinBatch && size * MinSteps > images) size /= 2;
        return size;
    }
}
