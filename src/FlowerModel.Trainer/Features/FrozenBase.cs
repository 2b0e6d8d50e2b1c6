using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Runtime.Inference;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Trainer.Features;

/// <summary>
/// Computes the activations of a prepared image at some taps, with the interpreter that runs in the consumer's program. Thread-safe; each image runs on
/// its caller's thread.
/// </summary>
internal sealed class FrozenBase
{
    private readonly Interpreter? interpreter; // null if no block of the base has to run
    private readonly int imageLength; // of the taps at the image itself

    /// <summary>Plans the part of the base before the last tap.</summary>
    /// <param name="network">The base.</param>
    /// <param name="taps">The taps. The one at the image itself, if there is one, must come first.</param>
    /// <param name="loadBase">Loads the weights; called only if a block has to run.</param>
    /// <exception cref="KerasWeightsException">The weights do not match the network.</exception>
    public FrozenBase(SizedNetwork network, IReadOnlyList<Tap> taps, Func<KerasWeights> loadBase)
    {
        Shapes = [.. taps.Select(tap => tap.Shape(network))];
        Length = Shapes.Sum(FeatureStore.ElementCount);
        imageLength = taps.Zip(Shapes, (tap, shape) => tap.Boundary == 0 ? FeatureStore.ElementCount(shape) : 0).Sum();
        FrozenBaseOutput[] outputs = [.. taps.Where(tap => tap.Boundary > 0).Select(tap => new FrozenBaseOutput(tap.Boundary, tap.Pooled))];
        if (outputs.Length > 0) interpreter = new Interpreter(FrozenBaseConverter.Convert(network, loadBase(), outputs));
    }

    /// <summary>Shapes of one image's activations, by tap.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Shapes { get; }

    /// <summary>Number of values of all taps together.</summary>
    public int Length { get; }

    /// <summary>Computes the activations of an image.</summary>
    /// <param name="image">The prepared image, [size, size, 3].</param>
    /// <param name="activations">Receives the activations of all taps, one after another.</param>
    public void Run(ReadOnlySpan<float> image, Span<float> activations)
    {
        if (imageLength > 0) image.CopyTo(activations);
        interpreter?.Run(image, activations[imageLength..]);
    }
}
