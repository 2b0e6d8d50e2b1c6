using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Conversion.Quantization.Kernels;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>The second step: computes scales, zero points, kernels and biases from the calibration statistics.</summary>
internal static class ParameterStep
{
    /// <summary>The largest stored bias before its channel's kernel gets a wider scale: the sums must fit in int32 as well.</summary>
    private const double LargestBias = 1 << 30;

    /// <param name="graph">The float32 graph; no two operators share a constant.</param>
    /// <param name="statistics">Calibration statistics by tensor index.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="inputRange">The range of the input if known.</param>
    /// <exception cref="QuantizationException">An operator is not supported.</exception>
    internal static Int8Parameters Compute(
        Subgraph graph, IReadOnlyDictionary<int, TensorStatistics> statistics, Int8Recipe recipe, CalibratedRange? inputRange)
    {
        var activations = ActivationScales.Of(graph, statistics, recipe, inputRange);
        var units = ActivationUnits.Of(graph, activations);
        var inUnits = activations.ToDictionary(activation => activation.Key, activation => units.Convert(activation.Key, activation.Value));
        Dictionary<int, SymmetricKernel> kernels = [];
        Dictionary<int, Int8Bias> biases = [];
        foreach (var layer in LayerView.Of(graph))
        {
            var kernel = graph.Tensors[layer.Kernel];
            int? dimension = recipe.Kernels == KernelGranularity.PerChannel && KernelLayers.IsPerChannel(layer.Operator.Code)
                ? KernelLayers.ChannelDimension(layer.Operator.Code)
                : null;
            var scales = SymmetricKernel.WidestScales(kernel, dimension);
            var inputScale = activations[layer.Input].Scale;
            var bias = layer.Bias is { } index ? graph.Tensors[index].Floats().ToArray() : null;
            if (bias is not null) MakeRoom(scales, bias, inputScale);
            var rounded = SymmetricKernel.Round(kernel, dimension, scales);
            var scaled = kernels[layer.Kernel] = rounded.Scaled(units.SizeOf(layer.Input) / units.SizeOf(layer.Output));
            if (bias is null) continue;
            if (recipe.CorrectBias) BiasCorrection.Apply(bias, layer, kernel, rounded.Real, statistics[layer.Input].Channels);
            var stored = Round(bias, Array.ConvertAll(scales, scale => inputScale * scale));
            biases[layer.Bias!.Value] = new Int8Bias(stored, Array.ConvertAll(scaled.Scales, scale => inUnits[layer.Input].Scale * scale));
        }

        return new Int8Parameters(inUnits, kernels, biases, units.Tensors);
    }

    private static void MakeRoom(float[] scales, float[] bias, float inputScale)
    {
        for (var i = 0; i < bias.Length; i++)
        {
            ref var scale = ref scales[scales.Length == 1 ? 0 : i];
            scale = Math.Max(scale, (float)(Math.Abs(bias[i]) / inputScale / LargestBias));
        }
    }

    private static int[] Round(float[] bias, float[] scales)
    {
        var stored = new int[bias.Length];
        for (var i = 0; i < stored.Length; i++)
        {
            var steps = Math.Round((double)bias[i] / scales[scales.Length == 1 ? 0 : i], MidpointRounding.AwayFromZero);
            stored[i] = (int)Math.Clamp(steps, int.MinValue, int.MaxValue);
        }

        return stored;
    }
}
