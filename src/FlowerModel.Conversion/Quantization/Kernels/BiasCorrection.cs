using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Kernels;

/// <summary>
/// Rounding a kernel shifts the mean of each output channel by the rounding errors times the mean inputs; the bias takes that back
/// (bias correction; Nagel et al. 2019, with the means that calibration saw).
/// </summary>
internal static class BiasCorrection
{
    /// <summary>Corrects the float32 bias of a layer in a draft, where it has one.</summary>
    /// <param name="draft">The graph that is being changed.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="kernel">Its kernel, in float32.</param>
    /// <param name="rounded">The real number that an element of the rounded kernel stands for, by its place.</param>
    /// <param name="statistics">What calibration saw.</param>
    internal static void Apply(
        GraphDraft draft, LayerView layer, Tensor kernel, Func<int, double> rounded, IReadOnlyDictionary<int, TensorStatistics> statistics)
    {
        if (layer.Bias is not { } index || !draft.Tensors[index].IsConstant) return;
        var bias = draft.Tensors[index].Floats().ToArray();
        Apply(bias, layer, kernel, rounded, statistics[layer.Input].Channels);
        draft.Tensors[index] = draft.Tensors[index].WithFloats(bias);
    }

    /// <param name="bias">One value an output channel; corrected in place.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="kernel">Its kernel.</param>
    /// <param name="rounded">The real number that an element of the rounded kernel stands for, by its place.</param>
    /// <param name="input">What calibration saw of the layer's input.</param>
    internal static void Apply(float[] bias, LayerView layer, Tensor kernel, Func<int, double> rounded, ChannelStatistics input)
    {
        var values = kernel.Floats();
        var outputs = bias.Length;
        var perOutput = values.Length / outputs;
        // 1HWC: the output channel is fastest. OHWI and outputs by inputs: it is slowest, the input channel fastest.
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
