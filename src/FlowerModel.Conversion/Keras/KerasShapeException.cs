using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Conversion.Keras;

/// <summary>The shape of a weight is not the one that the network needs: the file belongs to another width or network.</summary>
/// <param name="source">The weights file, or a description of where the weights come from.</param>
/// <param name="layer">The layer.</param>
/// <param name="weight">The weight in the layer.</param>
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
