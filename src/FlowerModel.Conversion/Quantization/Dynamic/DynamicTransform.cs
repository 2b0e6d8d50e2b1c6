using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Conversion.Quantization.Kernels;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Dynamic;

/// <summary>
/// Stores large kernels as int8 and leaves everything else unchanged ("dynamic range"). TensorFlow Lite and this runtime quantize a layer's
/// input at inference time; other runtimes may widen the kernels when they load the model.
/// </summary>
internal static class DynamicTransform
{
    /// <summary>Smaller kernels save nothing and stay float32; TensorFlow's converter has the same limit.</summary>
    private const int LeastElements = 1024;

    /// <param name="model">The float32 model; no two operators share a constant.</param>
    /// <param name="statistics">
    /// Calibration statistics, with which biases compensate for the mean error of rounding the kernels (<see cref="BiasCorrection"/>). Null leaves biases
    /// unchanged.
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
