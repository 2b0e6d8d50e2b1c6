using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Conversion.Keras;

/// <summary>A weight has another shape than the network needs: the file belongs to another width or network.</summary>
/// <param name="source">The weights file, or in words where the weights come from.</param>
/// <param name="layer">The layer.</param>
/// <param name="weight">The weight of the layer.</param>
/// <param name="expected">The shape the network needs.</param>
/// <param name="found">The shape in the file.</param>
public sealed class KerasShapeException(string source, string layer, string weight, string expected, string found)
    : KerasWeightsException(
        source,
        $"layer {layer}, weight {weight}: expected shape {expected}, found {found}; the file belongs to another width (alpha) or network")
{
    /// <inheritdoc/>
    private protected override string Code => Codes.WeightsShapeMismatch;
}
