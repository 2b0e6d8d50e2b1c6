using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;

namespace FlowerModel.Runtime.Inference.Kernels.Hybrid;

/// <summary>
/// The steps before and after the sums of a layer with a float input and an int8 kernel. The sums themselves add whole numbers stored
/// as floats, which is exact below 2^24, so any float kernel returns the integers of TensorFlow Lite's hybrid kernels.
/// </summary>
/// <param name="rule">The rule of the operator.</param>
/// <param name="scales">The scales of the kernel, one per output channel.</param>
/// <param name="bias">One value per output channel.</param>
/// <param name="activation">Limits of the result.</param>
internal sealed class HybridScaling(HybridRule rule, float[] scales, float[] bias, ActivationRange activation)
{
    /// <summary>The number of input pieces, each with its own scale.</summary>
    public int Pieces => rule.Pieces;

    /// <summary>Rounds the whole input.</summary>
    /// <param name="values">Real numbers.</param>
    /// <param name="rounded">Receives one whole number per value.</param>
    /// <param name="inputScales">Receives the scale of each of the <see cref="Pieces"/> pieces.</param>
    public void Before(ReadOnlySpan<float> values, Span<float> rounded, Span<float> inputScales)
    {
        var length = values.Length / Pieces;
        for (var i = 0; i < Pieces; i++)
        {
            var own = values.Slice(i * length, length);
            var rounding = rule.HasZeroPoint ? HybridRounding.Asymmetric(own) : HybridRounding.Symmetric(own);
            rounding.Apply(own, rounded.Slice(i * length, length));
            inputScales[i] = rounding.Scale;
        }
    }

    /// <summary>Converts sums of whole numbers to results.</summary>
    /// <param name="sums">The layer's output, channels innermost.</param>
    /// <param name="inputScales">The scales from <see cref="Before"/>.</param>
    public void After(Span<float> sums, ReadOnlySpan<float> inputScales)
    {
        var length = sums.Length / Pieces;
        for (var i = 0; i < Pieces; i++) Scale(sums.Slice(i * length, length), inputScales[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scale(Span<float> sums, float inputScale)
    {
        var (min, max) = (new Vector<float>(activation.Minimum), new Vector<float>(activation.Maximum));
        var (first, second) = rule.TakesInputScaleFirst ? (inputScale, 1f) : (1f, inputScale);
        ReadOnlySpan<float> channels = scales;
        ReadOnlySpan<float> biases = bias;
        var factors = MemoryMarshal.Cast<float, Vector<float>>(channels);
        var addends = MemoryMarshal.Cast<float, Vector<float>>(biases);
        for (; !sums.IsEmpty; sums = sums[channels.Length..])
        {
            var blocks = MemoryMarshal.Cast<float, Vector<float>>(sums[..channels.Length]);
            for (var block = 0; block < blocks.Length; block++)
            {
                var real = (blocks[block] * first * (factors[block] * second)) + addends[block];
                blocks[block] = Vector.Min(Vector.Max(real, min), max);
            }

            for (var i = blocks.Length * Vector<float>.Count; i < channels.Length; i++) sums[i] = activation.Apply((sums[i] * first * (channels[i] * second)) + biases[i]);
        }
    }
}
