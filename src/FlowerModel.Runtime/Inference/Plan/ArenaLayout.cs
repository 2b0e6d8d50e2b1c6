using FlowerModel.Runtime.Inference.Packing;
using FlowerModel.Runtime.Inference.Steps;

namespace FlowerModel.Runtime.Inference.Plan;

/// <summary>
/// Gives each value a place in one block of memory. Values that are needed at the same time never overlap; others share places.
/// Largest first, each at the lowest place that is free for as long as it lives (Pisarchyk and Lee, "Efficient Memory Management
/// for Deep Neural Net Inference", 2020: greedy by size).
/// </summary>
internal static class ArenaLayout
{
    /// <summary>The most memory one run may take.</summary>
    public const int MaxBytes = 1 << 30;

    /// <summary>
    /// Finding places takes time in the square of the number of values. Image models have hundreds; beyond this many, which only a
    /// hostile file has, each value gets a place of its own.
    /// </summary>
    private const int MaxShared = 4096;

    private sealed record Lifetime(Value Value, int First, int Last);

    /// <summary>Sets <see cref="Value.Offset"/> of all values that are no constants, and returns the bytes of the arena.</summary>
    public static int Assign(IReadOnlyList<Step> steps, IReadOnlyList<Value> inputs, IReadOnlyList<Value> outputs)
    {
        var lifetimes = Lifetimes(steps, inputs, outputs).OrderByDescending(l => l.Value.ByteSize).ThenBy(l => l.First).ToList();
        var isShared = lifetimes.Count <= MaxShared;
        var placed = new List<Lifetime>(); // by offset
        long total = 0;
        foreach (var lifetime in lifetimes)
        {
            var offset = isShared ? 0 : Aligned(total);
            foreach (var other in placed)
            {
                if (other.First > lifetime.Last || lifetime.First > other.Last) continue;
                if (offset + lifetime.Value.ByteSize <= other.Value.Offset) break;
                offset = Math.Max(offset, Aligned((long)other.Value.Offset + other.Value.ByteSize));
            }

            total = Math.Max(total, offset + lifetime.Value.ByteSize);
            if (total > MaxBytes)
                throw new UnsupportedModelException($"the model needs more than {MaxBytes >> 20} MB for {lifetime.Value}");
            lifetime.Value.Offset = (int)offset;
            if (isShared) placed.Insert(~placed.BinarySearch(lifetime, BehindSameOffset.Instance), lifetime);
        }

        return (int)total;
    }

    private static IEnumerable<Lifetime> Lifetimes(IReadOnlyList<Step> steps, IReadOnlyList<Value> inputs, IReadOnlyList<Value> outputs)
    {
        var lives = new Dictionary<Value, (int First, int Last)>(ReferenceEqualityComparer.Instance);
        foreach (var input in inputs) Extend(input, -1);
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var value in steps[i].Writes) Extend(value, i);
            foreach (var value in steps[i].Reads) Extend(value, i);
        }

        foreach (var output in outputs) Extend(output, steps.Count);
        return lives.Select(life => new Lifetime(life.Key, life.Value.First, life.Value.Last));

        void Extend(Value value, int at)
        {
            if (value.IsConstant) return;
            lives[value] = lives.TryGetValue(value, out var life) ? (Math.Min(life.First, at), Math.Max(life.Last, at)) : (at, at);
        }
    }

    /// <summary>Orders by offset; of equal ones the one looked for comes last, so that a search never finds and tells where to insert.</summary>
    private sealed class BehindSameOffset : IComparer<Lifetime>
    {
        public static BehindSameOffset Instance { get; } = new();

        public int Compare(Lifetime? x, Lifetime? y) => x!.Value.Offset <= y!.Value.Offset ? -1 : 1;
    }

    private static long Aligned(long bytes) => (bytes + AlignedMemory.Alignment - 1) / AlignedMemory.Alignment * AlignedMemory.Alignment;
}
