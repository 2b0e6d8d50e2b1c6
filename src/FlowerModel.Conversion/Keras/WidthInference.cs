namespace FlowerModel.Conversion.Keras;

/// <summary>Finds the width multiplier of a MobileNetV2 from the shapes of its weights.</summary>
public static class WidthInference
{
    /// <summary>The widths that <c>keras.applications</c> has weights for, then every hundredth between the least and the greatest.</summary>
    private static readonly double[] Candidates = [0.35, 0.5, 0.75, 1.0, 1.3, 1.4, .. Enumerable.Range(35, 106).Select(hundredth => hundredth / 100.0)];

    /// <summary>
    /// A width whose channel counts are those of the weights. Widths that differ little round to the same channels and give the same
    /// network; the official one is taken where it is among them.
    /// </summary>
    /// <exception cref="KerasWeightsException">The weights are not those of a MobileNetV2, or of none of these widths.</exception>
    public static double AlphaOf(KerasWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        int[] channels = [.. KerasMobileNetV2.Stages.Select(stage => ChannelsOf(weights, stage))];
        foreach (var alpha in Candidates)
        {
            var options = new MobileNetV2Options { Alpha = alpha };
            if (KerasMobileNetV2.Stages.All(stage => options.Channels(stage.Index) == channels[stage.Index])) return alpha;
        }

        throw new KerasWeightsException(
            weights.Source, $"the channels of its layers ({string.Join(", ", channels)}) belong to a MobileNetV2 of no width from 0.35 to 1.4");
    }

    private static int ChannelsOf(KerasWeights weights, MobileNetStage stage)
    {
        var layer = stage.Expansion == 0 ? stage.Name : stage.Name + "_project";
        return weights.Find(layer)?.Find("kernel")?.Shape is [_, _, _, var outputs]
            ? outputs
            : throw new KerasWeightsException(
                weights.Source, $"layer {layer} is missing; these are not the weights of a MobileNetV2 as Keras names its layers");
    }
}
