using FlowerModel.Conversion.Keras;

namespace FlowerModel.Tool.Tests.Support;

/// <summary>Layers of heads, computed in double precision.</summary>
internal static class HeadReference
{
    /// <summary>The outputs of a dense layer without its activation function.</summary>
    public static double[] Apply(KerasLayer dense, double[] inputs)
    {
        var (kernel, outputs) = (dense.Find("kernel")!, dense.Find("kernel")!.Shape[1]);
        return [.. Enumerable.Range(0, outputs).Select(output =>
            inputs.Select((value, i) => value * kernel.Values[(i * outputs) + output]).Sum() + (dense.Find("bias")?.Values[output] ?? 0))];
    }

    /// <summary>Applies an activation function.</summary>
    public static double[] End(string activation, double[] logits) => activation switch
    {
        "softmax" => [.. logits.Select(logit => 1 / logits.Sum(other => Math.Exp(other - logit)))],
        "sigmoid" => [.. logits.Select(logit => 1 / (1 + Math.Exp(-logit)))],
        _ => logits,
    };

    /// <summary>Compares scores, relative to the largest of them if that is more than 1.</summary>
    public static void AssertScores(double[] expected, IReadOnlyList<float> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        var largest = Math.Max(1, expected.Max(Math.Abs));
        Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second) / largest, 0, 1e-4));
    }
}
