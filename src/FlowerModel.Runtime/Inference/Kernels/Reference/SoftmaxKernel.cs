using FlowerModel.Runtime.Numerics;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>SOFTMAX along the last dimension; the largest logit is subtracted first, so nothing overflows.</summary>
internal static class SoftmaxKernel
{
    /// <param name="logits">Rows of <paramref name="classes"/> numbers.</param>
    /// <param name="classes">The length of a row.</param>
    /// <param name="beta">The factor that logits are multiplied by.</param>
    /// <param name="probabilities">Receives one number per logit; each row sums to one.</param>
    public static void Run(ReadOnlySpan<float> logits, int classes, float beta, Span<float> probabilities)
    {
        for (var start = 0; start < logits.Length; start += classes)
        {
            var from = logits.Slice(start, classes);
            var to = probabilities.Slice(start, classes);
            var largest = float.NegativeInfinity;
            foreach (var logit in from) largest = Math.Max(largest, logit);
            var sum = 0f;
            for (var i = 0; i < classes; i++)
            {
                to[i] = ElementaryFunctions.Exp((from[i] - largest) * beta);
                sum += to[i];
            }

            for (var i = 0; i < classes; i++) to[i] /= sum;
        }
    }
}
