using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Trainer.Training;

/// <summary>Which stored views an epoch uses.</summary>
internal enum ViewUse
{
    /// <summary>One view per image and epoch, a different one in each epoch: an epoch costs the same as without views.</summary>
    Rotate,

    /// <summary>All views of every image: an epoch takes that many times longer.</summary>
    All,
}

/// <summary>How a training phase runs. The defaults are those for the head in the reference protocol.</summary>
internal sealed record TrainingOptions
{
    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Images per step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Learning rate of Adam.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Schedule of the learning rate.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>Share of all steps in which the rate of a <see cref="LearningRateSchedule.Cosine"/> schedule rises evenly from zero, 0 to below 1.</summary>
    public double WarmUp { get; init; }

    /// <summary>Decoupled weight decay (AdamW, Loshchilov and Hutter 2019); 0 = plain Adam.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Share of the target probability that is spread over all classes, 0 to below 1 (Szegedy et al. 2016).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Alpha of mixup on the stored activations (Zhang et al. 2018); 0 = off.</summary>
    public double Mixup { get; init; }

    /// <summary>Decay of an exponential average of the weights over the steps; the average is evaluated and kept; 0 = off.</summary>
    public double WeightAverageDecay { get; init; }

    /// <summary>
    /// Share of the trained weights in those that are evaluated and kept, above 0 to 1; the rest is the weights at the start (Wortsman et al. 2022, "Robust
    /// fine-tuning of zero-shot models").
    /// </summary>
    public double Share { get; init; } = 1;

    /// <summary>How much the images of a class weigh in the loss.</summary>
    public ClassWeighting ClassWeights { get; init; }

    /// <summary>The training ends after this many epochs without a better one; 0 = it takes all <see cref="Epochs"/>.</summary>
    public int Patience { get; init; }

    /// <summary>Which stored views an epoch uses.</summary>
    public ViewUse Views { get; init; }

    /// <summary>Seed of order, dropout and, if weights are random, initialization.</summary>
    public ulong Seed { get; init; }
}
