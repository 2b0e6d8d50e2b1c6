using FlowerModel.Networks;
using FlowerModel.Conversion.Keras;

namespace FlowerModel.Distiller.Settings;

/// <summary>The options of a distillation.</summary>
internal sealed record DistillationOptions
{
    /// <summary>Width and image size of the student.</summary>
    public required SizedNetwork Student { get; init; }

    /// <summary>Width and image size of the teacher.</summary>
    public SizedNetwork Teacher { get; init; } = NetworkCatalog.Default.At(1.0, 224);

    /// <summary>Views per image: the whole image, and random crops of it, every fourth one blended with another image.</summary>
    public int Views { get; init; } = 12;

    /// <summary>
    /// Number of procedural images besides the image files, rounded up to a multiple of <see cref="Views"/>; one view of each. Images of many kinds make
    /// features that are good for more than the kind of photos at hand.
    /// </summary>
    public int ProceduralImages { get; init; }

    /// <summary>Passes over all views.</summary>
    public int Epochs { get; init; } = 16;

    /// <summary>Views per training step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Peak learning rate of AdamW: a linear warm-up over half an epoch, then a cosine decay.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Alpha of mixup (Zhang et al. 2018), applied to images and teacher features alike; regularizes small data sets. 0 = off.</summary>
    public double Mixup { get; init; }

    /// <summary>True: the student starts from the narrowed teacher; false: from random weights.</summary>
    public bool Narrowed { get; init; } = true;

    /// <summary>Seed of views, order and random weights.</summary>
    public ulong Seed { get; init; } = 1;
}
