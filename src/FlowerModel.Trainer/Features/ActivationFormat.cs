namespace FlowerModel.Trainer.Features;

/// <summary>How activations are stored.</summary>
internal enum ActivationFormat
{
    /// <summary>Float32, as computed.</summary>
    Float32,

    /// <summary>
    /// One byte per value, scaled between the smallest and the greatest value of its channel: a quarter of the space. For views to train on, which vary far
    /// more than they are rounded.
    /// </summary>
    EightBit,
}
