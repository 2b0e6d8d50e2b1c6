using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Conversion.Quantization.Kernels;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>The second step: from what calibration saw to scales, zero points, kernels and biases.</summary>
internal static class ParameterStep
{
    /// <summary>A bias may take so much of int32 before its channel's kernel gets a wider scale: sums must fit beside it.</summary>
    private const double LargestBias = 1 << 30;

    /// <param name="graph">The float32 graph; no two operators share a constant.</param>
    /// <param name="statistics">What calibration saw.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="inputRange">The range of the input where it is known.</param>
    /// <exception cref="QuantizationException">There is no rule for an operator.</exception>
    internal static Int8Parameters Compute(
        Subgraph graph, IReadOnlyDictionary<int, TensorStatistics> statistics, Int8Recipe recipe, ActivationRange? inputRange)
    {
        var activations = ActivationScales.Of(graph, statistics, recipe, inputRange);
        Dictionary<int, SymmetricKernel> kernels = [];
        Dictionary<int, Int8Bias> biases = [];
        foreach (var layer in LayerView.Of(graph))
        {
            var kernel = graph.Tensors[layer.Kernel];
            int? dimension = KernelLayers.IsPerChannel(layer.Operator.Code) && IsPerChannel(recipe.Kernels, kernel)
                ? KernelLayers.ChannelDimension(layer.Operator.Code)
                : null;
            var scales = SymmetricKernel.WidestScales(kernel, dimension);
            var inputScale = activations[layer.Input].Scale;
            var bias = layer.Bias is { } index ? graph.Tensors[index].Floats().ToArray() : null;
            if (bias is not null) MakeRoom(scales, bias, inputScale);
            var rounded = kernels[layer.Kernel] = SymmetricKernel.Round(kernel, dimension, scales);
            if (bias is null) continue;
            if (recipe.CorrectBias) BiasCorrection.Apply(bias, layer, kernel, rounded.Real, statistics[layer.Input].Channels);
            biases[layer.Bias!.Value] = Round(bias, scales, inputScale);
        }

        return new Int8Parameters(activations, kernels, biases);
    }

    private static bool IsPerChannel(KernelGranularity granularity, Tensor kernel) => granularity switch
    {
        KernelGranularity.PerChannel => true,
        KernelGranularity.PerChannelButExpansions => kernel.Shape is not [var outputs, 1, 1, var inputs] || outputs <= inputs,
        _ => false,
    };

    private static void MakeRoom(float[] scales, float[] bias, float inputScale)
    {
        for (var i = 0; i < bias.Length; i++)
        {
            ref var scale = ref scales[scales.Length == 1 ? 0 : i];
            scale = Math.Max(scale, (float)(Math.Abs(bias[i]) / inputScale / LargestBias));
        }
    }

    private static Int8Bias Round(float[] bias, float[] kernelScales, float inputScale)
    {
        var scales = Array.ConvertAll(kernelScales, scale => inputScale * scale);
        var stored = new int[bias.Length];
        for (var i = 0; i < stored.Length; i++)
        {
            var steps = Math.Round((double)bias[i] / scales[scales.Length == 1 ? 0 : i], MidpointRounding.AwayFromZero);
            stored[i] = (int)Math.Clamp(steps, int.MinValue, int.MaxValue);
        }

        return new Int8Bias(stored, scales);
    }
}
