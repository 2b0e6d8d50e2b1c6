using FlowerModel.Conversion;
using FlowerModel.Conversion.Keras;

namespace FlowerModel.Tool.Conversion;

/// <summary>Describes the layers around a base in messages.</summary>
internal static class HeadText
{
    /// <summary>Describes a head.</summary>
    public static string Describe(KerasHead? head)
    {
        if (head is null) return "no head: returns features";
        var names = string.Join(" + ", head.Layers.Where(layer => layer is DenseHeadLayer or ConvolutionHeadLayer).Select(layer => layer.Name));
        var classes = head.Classes == 1 ? "one output" : $"{head.Classes} classes";
        var kind = head.Layers.Any(layer => layer is ConvolutionHeadLayer) ? $"head {names} with a convolution and {classes}"
            : head.Layers.Count(layer => layer is DenseHeadLayer) == 1 ? $"linear head {names} with {classes}"
            : $"head {names} with {classes}";
        return kind + head.Activation switch
        {
            HeadActivation.Sigmoid => ", each with its own score from 0 to 1 (sigmoid)",
            HeadActivation.Linear => "; scores are logits, since the head has no activation function",
            _ => "",
        };
    }

    /// <summary>Describes what pixels go through if the file says it; null otherwise.</summary>
    public static string? DescribePixels(ConversionSource source, bool isConfigured)
    {
        if (!isConfigured && source.Normalization is null) return null;
        var normalization = source.Normalization ?? source.Base.Network.Input;
        var text = FormattableString.Invariant($"pixels: (pixel - {normalization.Mean}) / {normalization.StandardDeviation}");
        if (source.Normalization is null) return text + ", as the network expects; the model contains no preprocessing. See --mean";
        return source.Scaling is null ? text : text + ", then scaled per channel in the model";
    }
}
