namespace FlowerModel.Networks;

/// <summary>
/// A sequence of layers with one input and one output. Activations can be read at the boundaries between blocks: boundary i is the input of
/// block i.
/// </summary>
/// <param name="Index">Index in the list of blocks.</param>
/// <param name="Name">Name of the block, which settings can use.</param>
/// <param name="First">Index of its first layer.</param>
/// <param name="Last">Index of its last layer, whose output is the block's.</param>
public sealed record Block(int Index, string Name, int First, int Last);
