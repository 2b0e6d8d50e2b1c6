namespace FlowerModel.Conversion.Quantization.Graph;

/// <summary>Disjoint sets of tensors.</summary>
internal sealed class UnionFind(int count)
{
    private readonly int[] parents = [.. Enumerable.Range(0, count)];

    /// <summary>The tensor that represents the set: the one with the lowest index.</summary>
    internal int Root(int tensor)
    {
        while (parents[tensor] != tensor) tensor = parents[tensor] = parents[parents[tensor]];
        return tensor;
    }

    /// <summary>Merges two sets.</summary>
    internal void Unite(int one, int other)
    {
        var (a, b) = (Root(one), Root(other));
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }
}
