namespace FlowerModel.Architecture.Tests.Code;

/// <summary>Finds cycles in a graph.</summary>
internal static class Cycles
{
    /// <summary>Returns the shortest cycle through each node that is part of one. Each cycle is returned once. Empty if there are none.</summary>
    public static IReadOnlyList<IReadOnlyList<Dependency>> Find(IEnumerable<Dependency> dependencies)
    {
        var edges = dependencies.Where(edge => edge.From != edge.To)
            .DistinctBy(edge => (edge.From, edge.To))
            .ToLookup(edge => edge.From);
        var found = new List<IReadOnlyList<Dependency>>();
        foreach (var node in edges.Select(group => group.Key).Order(StringComparer.Ordinal))
        {
            if (found.Any(cycle => cycle.Any(edge => edge.From == node))) continue;
            if (Shortest(edges, node) is { } cycle) found.Add(cycle);
        }

        return found;
    }

    /// <summary>Describes a cycle with one line per edge.</summary>
    public static string Describe(IReadOnlyList<Dependency> cycle) =>
        string.Join(" -> ", cycle.Select(edge => edge.From).Append(cycle[0].From)) + "\n" +
        string.Concat(cycle.Select(edge => $"    {edge.From} -> {edge.To}: {edge.Reason}\n"));

    private static List<Dependency>? Shortest(ILookup<string, Dependency> edges, string start)
    {
        var arrived = new Dictionary<string, Dependency>();
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out var node))
        {
            foreach (var edge in edges[node])
            {
                if (!arrived.TryAdd(edge.To, edge)) continue;
                if (edge.To == start) return Back(arrived, start);
                queue.Enqueue(edge.To);
            }
        }

        return null;
    }

    private static List<Dependency> Back(Dictionary<string, Dependency> arrived, string start)
    {
        var cycle = new List<Dependency>();
        var node = start;
        do
        {
            cycle.Insert(0, arrived[node]);
            node = arrived[node].From;
        }
        while (node != start);
        return cycle;
    }
}
