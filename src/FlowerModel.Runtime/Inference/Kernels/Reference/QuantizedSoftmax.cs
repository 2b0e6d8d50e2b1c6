using FlowerModel.Runtime.Numerics;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>
/// SOFTMAX of int8 elements along the last dimension, as in TFLite: a table has the exponential function of all differences between two stored
/// numbers, and the sums and quotients are floats.
/// </summary>
internal sealed class QuantizedSoftmax
{
    private readonly float[] exponentials = new float[byte.MaxValue + 1];
    private readonly float scale;
    private readonly int zeroPoint;
    private readonly bool isUnsigned;

    /// <param name="inputScale">The scale of the logits.</param>
    /// <param name="beta">The factor that logits are multiplied by.</param>
    /// <param name="output">The scale and zero point of the probabilities.</param>
    /// <param name="isUnsigned">True if the elements are uint8 in the file, for which TFLite rounds with an addition.</param>
    public QuantizedSoftmax(float inputScale, float beta, (float Scale, int ZeroPoint) output, bool isUnsigned)
    {
        var factor = -inputScale * beta;
        for (var difference = 0; difference < exponentials.Length; difference++) exponentials[difference] = ElementaryFunctions.Exp(factor * difference);
        (scale, zeroPoint) = output;
        this.isUnsigned = isUnsigned;
    }

    /// <summary>Computes the stored probabilities of rows of stored logits.</summary>
    /// <param name="logits">Rows of <paramref name="classes"/> stored numbers.</param>
    /// <param name="classes">The length of a row.</param>
    /// <param name="probabilities">Receives one stored number per logit.</param>
    public void Run(ReadOnlySpan<sbyte> logits, int classes, Span<sbyte> probabilities)
    {
        for (var start = 0; start < logits.Length; start += classes)
        {
            var from = logits.Slice(start, classes);
            var to = probabilities.Slice(start, classes);
            var largest = sbyte.MinValue;
            foreach (var logit in from) largest = Math.Max(largest, logit);
            var sum = 0f;
            foreach (var logit in from) sum += exponentials[largest - logit];
            var factor = 1 / (sum * scale);
            for (var i = 0; i < classes; i++)
            {
                var steps = exponentials[largest - from[i]] * factor;
                var rounded = isUnsigned ? (int)(steps + 0.5f) : (int)MathF.Round(steps, MidpointRounding.AwayFromZero);
                to[i] = (sbyte)Math.Clamp(rounded + zeroPoint, sbyte.MinValue, sbyte.MaxValue);
            }
        }
    }
}
