using FlowerModel.Networks.Layers;
using FlowerModel.Training.Kernels;

namespace FlowerModel.Training.Layers;

/// <summary>What flows between two layers: a value and its gradient, both [images of a micro-batch, height, width, channels].</summary>
/// <param name="shape">Shape for one image.</param>
/// <param name="needsGradient">False where nothing before it is trained.</param>
internal sealed class FeatureMap(FeatureShape shape, bool needsGradient)
{
    /// <summary>Shape for one image.</summary>
    public FeatureShape Shape { get; } = shape;

    /// <summary>True where something before it is trained.</summary>
    public bool NeedsGradient { get; } = needsGradient;

    /// <summary>Positions of one image.</summary>
    public int Positions => Shape.Height * Shape.Width;

    /// <summary>Floats of one image.</summary>
    public int Size => Positions * Shape.Channels;

    /// <summary>The activation that is fused into the layer that makes it.</summary>
    public ClampRange Clamp { get; init; } = ClampRange.None;

    /// <summary>Where its value stands in the arena of a micro-batch.</summary>
    public int ValueOffset { get; set; }

    /// <summary>Where its gradient stands in the arena of a micro-batch, where it has one.</summary>
    public int GradientOffset { get; set; }
}

/// <summary>A layer's input, and how the layer hands its gradient on.</summary>
/// <param name="map">The input.</param>
internal sealed class LayerInput(FeatureMap map)
{
    /// <summary>The input.</summary>
    public FeatureMap Map { get; } = map;

    /// <summary>True where another consumer hands its part of the gradient on before.</summary>
    public bool Accumulate { get; set; }

    /// <summary>True for the last consumer to hand on its part, which undoes the input's fused activation.</summary>
    public bool UndoesActivation { get; set; }
}
