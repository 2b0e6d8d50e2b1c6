using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Comparison;

/// <summary>Sums the differences of one tensor over images.</summary>
/// <param name="gains">The factor by which each channel of the quantized model's tensor is larger by design.</param>
internal sealed class LayerDifference(float[] gains)
{
    private double signal;
    private double noise;
    private long values;
    private long outside;
    private TensorDescriptor? stored;

    internal void Add(TensorDescriptor tensor, ReadOnlySpan<float> before, ReadOnlySpan<float> after)
    {
        stored = tensor;
        var (min, max) = Limits(tensor);
        for (var i = 0; i < before.Length; i++)
        {
            var gain = gains[i % gains.Length];
            double real = before[i];
            var difference = (after[i] / gain) - real;
            signal += real * real;
            noise += difference * difference;
            var wanted = real * gain;
            if (wanted < min || wanted > max) outside++;
        }

        values += before.Length;
    }

    internal LayerRow ToRow(string name, string op)
    {
        var quantization = stored?.Quantization;
        var ratio = noise > 0 ? 10 * Math.Log10(signal / noise) : double.PositiveInfinity;
        return new LayerRow(
            name,
            op,
            ratio,
            quantization?.Scale,
            (int?)quantization?.ZeroPoint,
            quantization is null ? null : (double)outside / Math.Max(1, values));
    }

    /// <summary>The range of real numbers that can be stored: half a step beyond the smallest and largest stored value.</summary>
    private static (double Min, double Max) Limits(TensorDescriptor tensor)
    {
        if (tensor.Quantization is not { } quantization) return (double.NegativeInfinity, double.PositiveInfinity);
        var (first, last) = tensor.Type == TensorType.UInt8 ? (0, 255) : (sbyte.MinValue, sbyte.MaxValue);
        return ((first - quantization.ZeroPoint - 0.5) * quantization.Scale, (last - quantization.ZeroPoint + 0.5) * quantization.Scale);
    }
}
