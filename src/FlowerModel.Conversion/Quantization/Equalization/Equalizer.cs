using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Conversion.Quantization.Kernels;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Equalization;

/// <summary>
/// Cross-layer equalization (Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias Correction"; Meller et al. 2019,
/// "Same, Same But Different"): an activation has one scale for all channels, so a channel with small values gets few steps. Its values are
/// scaled up in the preceding layers and its weights scaled down in the following layers, which is exact in real arithmetic.
/// </summary>
/// <remarks>
/// <para>With per-channel kernel scales, making a channel f times larger divides the noise from rounding the activation by f, and multiplies the
/// noise from rounding the next kernel by f. The f with the smallest sum is the fourth root of the ratio of their squares. A depthwise kernel
/// has a scale for each channel, so only the first noise matters there.</para>
/// <para>ReLU6 clips at 6 regardless of the scale: its channels are only enlarged, and only as far as all calibration values stay below 6.</para>
/// <para>Factors are powers of two: multiplying by them is exact, so the float32 model's results stay bit-identical.</para>
/// </remarks>
internal static class Equalizer
{
    private const int ActivationSteps = 255;

    // Larger factors would only make the kernels' channels as uneven as the activations' were.
    private const double LargestFactor = 64;

    /// <summary>Returns the same model with more even channels.</summary>
    /// <param name="model">A float32 model; no two operators share a constant.</param>
    /// <param name="statistics">Calibration statistics by tensor index.</param>
    internal static Model Apply(Model model, IReadOnlyDictionary<int, TensorStatistics> statistics)
    {
        var draft = new GraphDraft(model);
        foreach (var group in EqualizationGroup.Of(model.Main))
        {
            var factors = Factors(group, draft, statistics);
            foreach (var layer in group.Producers) ScaleResult(draft, layer, factors);
            foreach (var layer in group.Consumers) ScaleInput(draft, layer, factors);
        }

        return draft.Build();
    }

    private static double[] Factors(EqualizationGroup group, GraphDraft draft, IReadOnlyDictionary<int, TensorStatistics> statistics)
    {
        var channels = statistics[group.Tensors[0]].Channels.Count;
        var isCut = group.Producers.Any(layer => layer.Activation == FusedActivation.Relu6);
        var reach = new double[channels];
        foreach (var tensor in group.Tensors)
        {
            for (var c = 0; c < channels; c++) reach[c] = Math.Max(reach[c], statistics[tensor].Channels.Reach(c));
        }

        var widest = reach.Max();
        var (activationNoise, kernelNoise) = Noise(group, draft, statistics, widest, channels);
        var factors = new double[channels];
        for (var c = 0; c < channels; c++)
        {
            // A channel that is always zero has nothing to gain.
            var room = reach[c] > 0 ? (isCut ? LayerView.Relu6Cut : widest) / reach[c] : 1;
            var best = kernelNoise[c] > 0 ? Math.Sqrt(Math.Sqrt(activationNoise[c] / kernelNoise[c])) : LargestFactor;
            var factor = Math.Clamp(best, isCut ? 1 : 1 / LargestFactor, LargestFactor);
            factors[c] = Math.ScaleB(1, Math.ILogB(Math.Min(factor, room)));
        }

        return factors;
    }

    /// <summary>
    /// The squared error of each channel at factor 1 in the next layers' outputs: from rounding the activation and from rounding the kernels.
    /// </summary>
    private static (double[] Activation, double[] Kernel) Noise(
        EqualizationGroup group, GraphDraft draft, IReadOnlyDictionary<int, TensorStatistics> statistics, double widest, int channels)
    {
        var (activation, rounding) = (new double[channels], new double[channels]);
        var isSigned = group.Tensors.Any(tensor => statistics[tensor].Min < 0);
        var step = (isSigned ? 2 : 1) * widest / ActivationSteps;
        foreach (var layer in group.Consumers)
        {
            var kernel = draft.Tensors[layer.Kernel];
            int? dimension = KernelLayers.IsPerChannel(layer.Operator.Code) ? KernelLayers.ChannelDimension(layer.Operator.Code) : null;
            var scales = SymmetricKernel.WidestScales(kernel, dimension);
            var values = kernel.Floats();
            var perOutput = dimension is null ? values.Length : values.Length / scales.Length;
            for (var i = 0; i < values.Length; i++)
            {
                activation[i % channels] += (double)values[i] * values[i] * step * step / 12;
                if (layer.IsDepthwise) continue;
                var scale = scales[i / perOutput];
                rounding[i % channels] += scale * scale / 12 * statistics[layer.Input].Channels.MeanSquare(i % channels);
            }
        }

        return (activation, rounding);
    }

    private static void ScaleResult(GraphDraft draft, LayerView layer, double[] factors)
    {
        var channels = factors.Length;
        var values = draft.Tensors[layer.Kernel].Floats().ToArray();
        var perOutput = values.Length / channels;
        for (var i = 0; i < values.Length; i++) values[i] *= (float)factors[layer.IsDepthwise ? i % channels : i / perOutput];
        draft.Tensors[layer.Kernel] = draft.Tensors[layer.Kernel].WithFloats(values);
        if (layer.Bias is not { } index) return;
        var bias = draft.Tensors[index].Floats().ToArray();
        for (var i = 0; i < bias.Length; i++) bias[i] *= (float)factors[i];
        draft.Tensors[index] = draft.Tensors[index].WithFloats(bias);
    }

    private static void ScaleInput(GraphDraft draft, LayerView layer, double[] factors)
    {
        var values = draft.Tensors[layer.Kernel].Floats().ToArray();
        for (var i = 0; i < values.Length; i++) values[i] /= (float)factors[i % factors.Length];
        draft.Tensors[layer.Kernel] = draft.Tensors[layer.Kernel].WithFloats(values);
    }
}
