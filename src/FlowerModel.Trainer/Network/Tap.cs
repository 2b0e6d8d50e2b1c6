using FlowerModel.Conversion.Keras;

namespace FlowerModel.Trainer.Network;

/// <summary>A place in the base where activations are taken out and kept.</summary>
/// <param name="Boundary">0 = the prepared image, i = what stage i takes in, 19 = the output of the last activation.</param>
/// <param name="Pooled">True: averaged over height and width (only at the output), one vector an image.</param>
internal readonly record struct Tap(int Boundary, bool Pooled = false)
{
    /// <summary>The output of the base before pooling, what a convolutional head takes in (<c>out_relu</c>).</summary>
    public static Tap Output => new(KerasMobileNetV2.Stages.Count);

    /// <summary>The output averaged over height and width, what a linear head takes in.</summary>
    public static Tap PooledOutput => new(KerasMobileNetV2.Stages.Count, Pooled: true);

    /// <summary>The last boundary before the given Keras layer, where fine-tuning from that layer on takes its activations.</summary>
    /// <param name="fineTuneFrom">Keras layer index or name, see <see cref="KerasMobileNetV2.FindLayer"/>.</param>
    public static Tap Before(string fineTuneFrom) => new(KerasMobileNetV2.FindLayer(fineTuneFrom).Stage);

    /// <summary>Name of the Keras layer whose output it is, usable as a folder name.</summary>
    public string Name => KerasMobileNetV2.BoundaryName(Boundary) + (Pooled ? "_pooled" : "");

    /// <summary>Shape of the activations of one image: (height, width, channels), or (channels) where pooled.</summary>
    public IReadOnlyList<int> Shape(MobileNetV2Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (height, width, channels) = options.BoundaryShape(Boundary);
        return Pooled ? [channels] : [height, width, channels];
    }
}
