using FlowerModel.Training.Kernels;

namespace FlowerModel.Training.Layers;

/// <summary>A few images of a batch, which one thread takes through all layers: their activations stay in its cache.</summary>
internal readonly unsafe struct MicroBatch
{
    /// <summary>Where its activations and gradients stand.</summary>
    public required float* Arena { get; init; }

    /// <summary>Number of images; the last micro-batch of a batch may have fewer than the others.</summary>
    public required int Images { get; init; }

    /// <summary>Place among the micro-batches of the batch.</summary>
    public required int Index { get; init; }

    /// <summary>Place of its first image in the batch.</summary>
    public required int FirstImage { get; init; }

    /// <summary>The slot that its gradients are added to.</summary>
    public required int Slot { get; init; }

    /// <summary>True for the first micro-batch of a slot: the slot's sums begin at zero, whatever it holds.</summary>
    public bool BeginsSlot => Index == Slot;

    /// <summary>False: dropout and batch statistics are off.</summary>
    public required bool Training { get; init; }

    /// <summary>Seed of the step.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Value of a map.</summary>
    public float* Value(FeatureMap map) => Arena + map.ValueOffset;

    /// <summary>Gradient of a map.</summary>
    public float* Gradient(FeatureMap map) => Arena + map.GradientOffset;

    /// <summary>Where a layer writes the gradient of an input.</summary>
    public GradientTarget Target(LayerInput input) => new(
        Gradient(input.Map), input.Accumulate, input.UndoesActivation && input.Map.Clamp.IsActive ? Value(input.Map) : null, input.Map.Clamp);
}
