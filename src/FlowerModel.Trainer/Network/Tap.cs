using FlowerModel.Networks;

namespace FlowerModel.Trainer.Network;

/// <summary>A position in the base where activations are captured and stored.</summary>
/// <param name="Base">The network.</param>
/// <param name="Boundary">0 = the prepared image, i = the input of block i, the number of blocks = the output of the last block.</param>
/// <param name="Pooled">True if averaged over height and width (only at the output): one vector per image.</param>
internal readonly record struct Tap(NetworkDescription Base, int Boundary, bool Pooled = false)
{
    /// <summary>The output of the base before pooling: the input of a convolutional head.</summary>
    /// <param name="network">The network.</param>
    public static Tap Output(NetworkDescription network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new Tap(network, network.Blocks.Count);
    }

    /// <summary>The output averaged over height and width: the input of a linear head.</summary>
    /// <param name="network">The network.</param>
    public static Tap PooledOutput(NetworkDescription network) => Output(network) with { Pooled = true };

    /// <summary>The last boundary before a layer: its activations are the input for fine-tuning from that layer on.</summary>
    /// <param name="network">The network.</param>
    /// <param name="fineTuneFrom">Layer index or name, see <see cref="NetworkDescription.FindLayer"/>.</param>
    /// <exception cref="ArgumentException">The layer does not exist.</exception>
    public static Tap Before(NetworkDescription network, string fineTuneFrom)
    {
        ArgumentNullException.ThrowIfNull(network);
        var layer = network.FindLayer(fineTuneFrom) ?? throw new ArgumentException($"{network.Name} has no layer {fineTuneFrom}", nameof(fineTuneFrom));
        return new Tap(network, layer.Block);
    }

    /// <summary>Name of the Keras layer whose output is captured; usable as a folder name.</summary>
    public string Name => Base.BoundaryLayer(Boundary).Name.Replace('/', '_') + (Pooled ? "_pooled" : "");

    /// <summary>Shape of the activations of one image: (height, width, channels), or (channels) if pooled.</summary>
    /// <param name="network">Width and image size of the base.</param>
    public IReadOnlyList<int> Shape(SizedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var (height, width, channels) = network.BoundaryShape(Boundary);
        return Pooled ? [channels] : [height, width, channels];
    }
}
