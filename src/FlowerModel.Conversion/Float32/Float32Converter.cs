using FlowerModel.Conversion.Keras;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Float32;

/// <summary>
/// Converts a trained network to a float32 .tflite model as TensorFlow's converter does: BatchNorm folded, activations fused, kernels
/// in OHWI and 1HWC, no TRANSPOSE, and a PAD only where TFLite's own padding would differ.
/// </summary>
public static class Float32Converter
{
    /// <summary>Returns the model as an object, without image and label metadata.</summary>
    /// <exception cref="KerasWeightsException">A weight is missing, has the wrong shape or is not finite.</exception>
    /// <exception cref="ArgumentException">The image is too small for a head with a convolution.</exception>
    /// <exception cref="NotSupportedException">The network has a layer that is not supported yet.</exception>
    public static Model Convert(ConversionSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var graph = new GraphBuilder();
        var input = graph.AddActivation(TensorNames.Image, 1, source.Base.ImageSize, source.Base.ImageSize, 3);
        var image = source.Scaling is { } scaling
            ? new ElementwiseGraph(graph).Scale(TensorNames.Image + "/scaling", input, [.. scaling.Scale], [.. scaling.Shift])
            : input;
        var features = new BaseGraph(graph, source.Base, source.Weights).Append(image);
        var isClassifier = source.Labels.Count > 0;
        var output = isClassifier
            ? HeadGraph.Append(graph, features, source)
            : HeadGraph.AppendPooling(graph, features);
        return MinRuntimeVersion.Stamp(new Model
        {
            Description = "FlowerModel converted.",
            Subgraphs = [graph.Build(input, output)],
            Signatures =
            [
                new Signature(
                    Signature.ServingDefault,
                    [new SignatureTensor(TensorNames.Image, input)],
                    [new SignatureTensor(source.OutputName, output)]),
            ],
        });
    }
}
