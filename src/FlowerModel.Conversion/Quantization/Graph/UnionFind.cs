namespace FlowerModel.Conversion.Quantization.Graph;

/// <summary>Disjoint sets of tensors.</summary>
internal sealed class UnionFind(int count)
{
    private readonly int[] parents = [.. Enumerable.Range(0, count)];

    /// <summary>The tensor that stands for the set: that with the least number.</summary>
    internal int Root(int tensor)
    {
        while (parents[tensor] != tensor) tensor = parents[tensor] = parents[parents[tensor]];
        return tensor;
    }

    /// <summary>Makes one set of two.</summary>
    internal void Unite(int one, int other)
    {
        var (a, b) = (Root(one), Root(other));
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }
}
