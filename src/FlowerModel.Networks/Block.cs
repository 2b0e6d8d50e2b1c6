namespace FlowerModel.Networks;

/// <summary>
/// A run of layers with one input and one output, between two of which activations can be taken out: boundary i is what block i takes in.
/// </summary>
/// <param name="Index">Place among the blocks.</param>
/// <param name="Name">Name of the block, as settings may write it.</param>
/// <param name="First">Index of its first layer.</param>
/// <param name="Last">Index of its last layer, whose output is the block's.</param>
public sealed record Block(int Index, string Name, int First, int Last);
