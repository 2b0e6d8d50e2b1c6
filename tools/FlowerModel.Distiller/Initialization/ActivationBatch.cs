using static TorchSharp.torch;

namespace FlowerModel.Distiller.Initialization;

/// <summary>The activations of some images in both networks, at the block boundary that narrowing has reached.</summary>
/// <param name="image">The images, [n, 3, size, size].</param>
/// <param name="wide">The teacher's activations at the first boundary.</param>
internal sealed class ActivationBatch(Tensor image, Tensor wide) : IDisposable
{
    /// <summary>The narrow network's activations.</summary>
    public Tensor Narrow { get; private set; } = image.alias();

    /// <summary>The teacher's activations.</summary>
    public Tensor Wide { get; private set; } = wide;

    /// <summary>The teacher's activations at the next boundary.</summary>
    public Tensor NextWide { get; set; } = wide;

    /// <summary>Moves to the next boundary and frees the activations at this one, which are large.</summary>
    public void Advance(Tensor narrow)
    {
        Dispose();
        (Narrow, Wide) = (narrow, NextWide);
    }

    public void Dispose()
    {
        Narrow.Dispose();
        Wide.Dispose();
    }
}
