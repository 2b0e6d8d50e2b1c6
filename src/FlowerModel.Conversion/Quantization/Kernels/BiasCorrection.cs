using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Kernels;

/// <summary>
/// Rounding a kernel shifts the mean of each output channel by the rounding errors times the mean inputs; the bias compensates for that
/// (bias correction; Nagel et al. 2019, with means from calibration).
/// </summary>
internal static class BiasCorrection
{
    /// <summary>Corrects the float32 bias of a layer in a draft, if it has one.</summary>
    /// <param name="draft">The graph that is being changed.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="kernel">Its kernel, in float32.</param>
    /// <param name="rounded">The real value of each element of the rounded kernel, by index.</param>
    /// <param name="statistics">Calibration statistics by tensor index.</param>
    internal static void Apply(
        GraphDraft draft, LayerView layer, Tensor kernel, Func<int, double> rounded, IReadOnlyDictionary<int, TensorStatistics> statistics)
    {
        if (layer.Bias is not { } index || !draft.Tensors[index].IsConstant) return;
        var bias = draft.Tensors[index].Floats().ToArray();
        Apply(bias, layer, kernel, rounded, statistics[layer.Input].Channels);
        draft.Tensors[index] = draft.Tensors[index].WithFloats(bias);
    }

    /// <param name="bias">One value per output channel; corrected in place.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="kernel">Its kernel.</param>
    /// <param name="rounded">The real value of each element of the rounded kernel, by index.</param>
    /// <param name="input">Calibration statistics of the layer's input.</param>
    internal static void Apply(float[] bias, LayerView layer, Tensor kernel, Func<int, double> rounded, ChannelStatistics input)
    {
        var values = kernel.Floats();
        var outputs = bias.Length;
        var perOutput = values.Length / outputs;
        // 1HWC: the output channel varies fastest. OHWI, and outputs by inputs: it varies slowest, the input channel fastest.
        var (inputs, multiplier) = (input.Count, Math.Max(1, outputs / input.Count));
        var shifts = new double[outputs];
        for (var i = 0; i < values.Length; i++)
        {
            var output = layer.IsDepthwise ? i % outputs : i / perOutput;
            var channel = layer.IsDepthwise ? output / multiplier : i % inputs;
            shifts[output] += (rounded(i) - values[i]) * input.Mean(channel);
        }

        for (var i = 0; i < outputs; i++) bias[i] -= (float)shifts[i];
    }
}
