using FlowerModel.Networks;

namespace FlowerModel.Trainer.Network;

/// <summary>A place in the base where activations are taken out and kept.</summary>
/// <param name="Base">The network.</param>
/// <param name="Boundary">0 = the prepared image, i = what block i takes in, the number of blocks = the output of the last one.</param>
/// <param name="Pooled">True: averaged over height and width (only at the output), one vector an image.</param>
internal readonly record struct Tap(NetworkDescription Base, int Boundary, bool Pooled = false)
{
    /// <summary>The output of the base before pooling, what a convolutional head takes in.</summary>
    /// <param name="network">The network.</param>
    public static Tap Output(NetworkDescription network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new Tap(network, network.Blocks.Count);
    }

    /// <summary>The output averaged over height and width, what a linear head takes in.</summary>
    /// <param name="network">The network.</param>
    public static Tap PooledOutput(NetworkDescription network) => Output(network) with { Pooled = true };

    /// <summary>The last boundary before a layer, where fine-tuning from that layer on takes its activations.</summary>
    /// <param name="network">The network.</param>
    /// <param name="fineTuneFrom">Layer index or name, see <see cref="NetworkDescription.FindLayer"/>.</param>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    public static Tap Before(NetworkDescription network, string fineTuneFrom)
    {
        ArgumentNullException.ThrowIfNull(network);
        var layer = network.FindLayer(fineTuneFrom) ?? throw new ArgumentException($"{network.Name} has no layer {fineTuneFrom}", nameof(fineTuneFrom));
        return new Tap(network, layer.Block);
    }

    /// <summary>Name of the Keras layer whose output it is, usable as a folder name.</summary>
    public string Name => Base.BoundaryLayer(Boundary).Name + (Pooled ? "_pooled" : "");

    /// <summary>Shape of the activations of one image: (height, width, channels), or (channels) where pooled.</summary>
    /// <param name="network">Width and image size of the base.</param>
    public IReadOnlyList<int> Shape(SizedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var (height, width, channels) = network.BoundaryShape(Boundary);
        return Pooled ? [channels] : [height, width, channels];
    }
}
