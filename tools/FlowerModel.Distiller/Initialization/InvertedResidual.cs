using FlowerModel.Networks;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Distiller.Initialization;

/// <summary>What a block of MobileNetV2 is made of.</summary>
/// <param name="Index">Index of the block.</param>
/// <param name="Name">Prefix of the names of its layers.</param>
/// <param name="Stride">Stride of its 3x3 convolution.</param>
/// <param name="Expansion">Factor of the 1x1 expansion; 1 where there is none.</param>
/// <param name="HasShortcut">True where its input is added to its output.</param>
internal sealed record InvertedResidual(int Index, string Name, int Stride, int Expansion, bool HasShortcut)
{
    /// <summary>All blocks by their index; those that are no inverted residuals have neither expansion nor shortcut.</summary>
    public static IReadOnlyList<InvertedResidual> All { get; } = [.. NetworkCatalog.Default.Blocks.Select(Of)];

    private static InvertedResidual Of(Block block)
    {
        var layers = NetworkCatalog.Default.Layers.Where(layer => layer.Block == block.Index).ToArray();
        return new InvertedResidual(
            block.Index,
            block.Name,
            layers.OfType<IWindowedLayer>().Max(layer => layer.Stride),
            Array.Exists(layers, layer => layer.Name == block.Name + "_expand") ? 6 : 1,
            Array.Exists(layers, layer => layer is AddLayer));
    }
}
