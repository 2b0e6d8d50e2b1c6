using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Conversion.Quantization.Kernels;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Dynamic;

/// <summary>
/// Large kernels as int8, everything else as it is ("dynamic range"): TensorFlow Lite and our runtime quantize the layer's input while it
/// runs, other runtimes may widen the kernels when the model is loaded.
/// </summary>
internal static class DynamicTransform
{
    /// <summary>Smaller kernels save nothing and stay float32; TensorFlow's converter draws the line here too.</summary>
    private const int LeastElements = 1024;

    /// <param name="model">The float32 model; no two operators share a constant.</param>
    /// <param name="statistics">
    /// What calibration saw: biases then make up for the mean error of rounding the kernels (<see cref="BiasCorrection"/>). Null leaves biases as they are.
    /// </param>
    internal static Model Apply(Model model, IReadOnlyDictionary<int, TensorStatistics>? statistics)
    {
        var draft = new GraphDraft(model);
        foreach (var layer in LayerView.Of(model.Main))
        {
            var kernel = draft.Tensors[layer.Kernel];
            if (kernel.ElementCount < LeastElements) continue;
            int? dimension = KernelLayers.IsPerChannel(layer.Operator.Code) ? KernelLayers.ChannelDimension(layer.Operator.Code) : null;
            var rounded = SymmetricKernel.Round(kernel, dimension, SymmetricKernel.WidestScales(kernel, dimension));
            draft.Tensors[layer.Kernel] = rounded.ToTensor(kernel);
            if (statistics is not null) BiasCorrection.Apply(draft, layer, kernel, rounded.Real, statistics);
        }

        return draft.Build();
    }
}
