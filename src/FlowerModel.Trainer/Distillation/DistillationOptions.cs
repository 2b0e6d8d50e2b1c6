using FlowerModel.Networks;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Trainer.Distillation;

/// <summary>How a student learns from a teacher.</summary>
public sealed record DistillationOptions
{
    /// <summary>Width and image size of the student.</summary>
    public required SizedNetwork Student { get; init; }

    /// <summary>Width and image size of the teacher.</summary>
    public SizedNetwork Teacher { get; init; } = NetworkCatalog.Default.At(1.0, 224);

    /// <summary>Kept views an image: the plain image, random parts of it, and every fourth one mixed with another image.</summary>
    public int Views { get; init; } = 12;

    /// <summary>Passes over all kept views.</summary>
    public int Epochs { get; init; } = 16;

    /// <summary>Views a step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Highest learning rate of AdamW; it rises over the first epoch's half and then falls along half a cosine.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>
    /// Alpha of mixup (Zhang et al. 2018) of images and of what the teacher said about them, against learning a few images by heart; 0 = off.
    /// </summary>
    public double Mixup { get; init; }

    /// <summary>True: the student starts from the teacher made narrower (<see cref="NarrowedTeacher"/>); false: from random weights.</summary>
    public bool Narrowed { get; init; } = true;

    /// <summary>Seed of views, order and random weights.</summary>
    public ulong Seed { get; init; } = 1;
}
