using FlowerModel.Runtime.Inference.Kernels;

namespace FlowerModel.Runtime.Inference.Plan;

/// <summary>The input of a hybrid layer: rounded to 8 bits by ranges that are found while the model runs.</summary>
/// <param name="Count">Pictures, or rows of a fully connected layer: each has a range of its own.</param>
/// <param name="HasZeroPoint">Whether a range need not be symmetric about 0.</param>
internal readonly record struct HybridInput(int Count, bool HasZeroPoint)
{
    /// <summary>Rounds the whole input.</summary>
    /// <param name="values">Real numbers.</param>
    /// <param name="rounded">Receives as many.</param>
    public void Round(ReadOnlySpan<float> values, Span<float> rounded)
    {
        var length = values.Length / Count;
        for (var i = 0; i < Count; i++)
        {
            var own = values.Slice(i * length, length);
            var rounding = HasZeroPoint ? HybridRounding.Asymmetric(own) : HybridRounding.Symmetric(own);
            rounding.Apply(own, rounded.Slice(i * length, length));
        }
    }
}
