using System.Globalization;

namespace FlowerModel.Conversion.Keras;

/// <summary>
/// The flat list of the layers of MobileNetV2 (Sandler et al. 2018) as <c>keras.applications</c> builds it: 155 layers without the top,
/// with the explicit <c>Conv1_pad</c> of TensorFlow 2.0 to 2.3, which the reference notebook ran on. There <c>layers[100]</c> is
/// <c>block_11_expand_BN</c>, so "from layer 100 on" means block_11 and up. (Later versions pad inside Conv1 and count one less.)
/// </summary>
public static class KerasMobileNetV2
{
    /// <summary>The stages from the image to the last activation.</summary>
    public static IReadOnlyList<MobileNetStage> Stages { get; } = BuildStages();

    /// <summary>All layers, in the order of <c>model.layers</c>.</summary>
    public static IReadOnlyList<KerasLayerInfo> Layers { get; } = BuildLayers();

    /// <summary>Name of the layer whose output a stage takes in; boundary 19 is the base's output.</summary>
    /// <param name="boundary">0 = the image, i = what stage i takes in, 19 = the output of the last stage.</param>
    public static string BoundaryName(int boundary)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(boundary);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(boundary, Stages.Count);
        return boundary == 0 ? Layers[0].Name : Layers.Last(layer => layer.Stage == boundary - 1).Name;
    }

    /// <summary>Finds a layer by its index or its name.</summary>
    /// <param name="indexOrName">
    /// A Keras layer index (<c>100</c>) or name (<c>block_11_expand</c>; a block's own name means its first layer).
    /// </param>
    /// <exception cref="ArgumentException">No such layer; the message says which there are.</exception>
    public static KerasLayerInfo FindLayer(string indexOrName)
    {
        ArgumentException.ThrowIfNullOrEmpty(indexOrName);
        if (int.TryParse(indexOrName, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            return index >= 0 && index < Layers.Count
                ? Layers[index]
                : throw new ArgumentException(
                    $"MobileNetV2 has the layers 0 to {Layers.Count - 1}; there is no layer {index}", nameof(indexOrName));
        }

        return Layers.FirstOrDefault(layer => layer.Name == indexOrName)
            ?? FirstOfStage(Stages.FirstOrDefault(stage => stage.Name == indexOrName))
            ?? throw new ArgumentException(
                $"MobileNetV2 has no layer {indexOrName}; its layers are named as Keras names them, " +
                "for example block_11_expand, or by their index", nameof(indexOrName));
    }

    /// <summary>Rounds a channel count to a multiple of 8 that is not more than a tenth below it (Keras' <c>_make_divisible</c>).</summary>
    public static int RoundChannels(double channels)
    {
        var rounded = Math.Max(8, (int)(channels + 4) / 8 * 8);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }

    private static KerasLayerInfo? FirstOfStage(MobileNetStage? stage) =>
        stage is null ? null : Layers.First(layer => layer.Stage == stage.Index && layer.Index > 0);

    private static List<MobileNetStage> BuildStages()
    {
        // Table 2 of the paper: output channels, repeats, stride of the first repeat; the expansion is 6 after the first block.
        (int Filters, int Repeats, int Stride)[] table =
            [(16, 1, 1), (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1)];
        var stages = new List<MobileNetStage> { new(0, "Conv1", 32, 2, 0) };
        foreach (var (filters, repeats, stride) in table)
        {
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                var block = stages.Count - 1;
                var name = block == 0 ? "expanded_conv" : string.Create(CultureInfo.InvariantCulture, $"block_{block}");
                stages.Add(new MobileNetStage(stages.Count, name, filters, repeat == 0 ? stride : 1, block == 0 ? 1 : 6));
            }
        }

        stages.Add(new MobileNetStage(stages.Count, "Conv_1", 1280, 1, 0));
        return stages;
    }

    private static List<KerasLayerInfo> BuildLayers()
    {
        var layers = new List<KerasLayerInfo>();
        void Add(int stage, params ReadOnlySpan<string> names)
        {
            foreach (var name in names) layers.Add(new KerasLayerInfo(layers.Count, name, stage));
        }

        Add(0, "input_1", "Conv1_pad", "Conv1", "bn_Conv1", "Conv1_relu");
        for (var index = 1; index < Stages.Count - 1; index++)
        {
            var stage = Stages[index];
            var name = stage.Name;
            if (stage.Expansion > 1) Add(index, name + "_expand", name + "_expand_BN", name + "_expand_relu");
            if (stage.Stride == 2) Add(index, name + "_pad");
            Add(index, name + "_depthwise", name + "_depthwise_BN", name + "_depthwise_relu", name + "_project", name + "_project_BN");
            // The rounded widths of neighbors agree exactly where the unrounded ones do, since they are rounded alike.
            if (stage.Stride == 1 && stage.Filters == Stages[index - 1].Filters) Add(index, name + "_add");
        }

        Add(Stages.Count - 1, "Conv_1", "Conv_1_bn", "out_relu");
        return layers;
    }
}
