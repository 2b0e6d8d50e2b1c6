namespace FlowerModel.Conversion.Keras;

/// <summary>A layer of <c>keras.applications.MobileNetV2(include_top=False)</c>.</summary>
/// <param name="Index">Place in <c>model.layers</c>.</param>
/// <param name="Name">Name of the layer, for example <c>block_11_expand_BN</c>.</param>
/// <param name="Stage">The stage it belongs to (see <see cref="KerasMobileNetV2.Stages"/>).</param>
public sealed record KerasLayerInfo(int Index, string Name, int Stage);

/// <summary>A stage: a run of layers with one input and one output, between two of which activations can be tapped.</summary>
/// <param name="Index">0 = the stem, 1 to 17 = the inverted residual blocks, 18 = the last 1×1 convolution.</param>
/// <param name="Name">Prefix of the names of its layers: <c>Conv1</c>, <c>expanded_conv</c>, <c>block_1</c> … <c>Conv_1</c>.</param>
/// <param name="Filters">Channels of its output before the width multiplier.</param>
/// <param name="Stride">Stride of its 3×3 convolution.</param>
/// <param name="Expansion">Factor of the 1×1 expansion; 0 where the stage is no block.</param>
public sealed record MobileNetStage(int Index, string Name, int Filters, int Stride, int Expansion);
