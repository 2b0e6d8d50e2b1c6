using FlowerModel.Runtime.Inference.Packing;
using FlowerModel.Runtime.Inference.Steps;

namespace FlowerModel.Runtime.Inference.Plan;

/// <summary>
/// Assigns each value an offset in one block of memory. Values that are needed at the same time never overlap; others may share memory.
/// Values are placed from largest to smallest, each at the lowest offset that is free for its whole lifetime (Pisarchyk and Lee,
/// "Efficient Memory Management for Deep Neural Net Inference", 2020: greedy by size).
/// </summary>
internal static class ArenaLayout
{
    /// <summary>The maximum size of the arena, in bytes.</summary>
    public const int MaxBytes = 1 << 30;

    /// <summary>
    /// Placing values takes quadratic time. Image models have hundreds of values; beyond this number, which only malicious files reach,
    /// values do not share memory.
    /// </summary>
    private const int MaxShared = 4096;

    private sealed record Lifetime(Value Value, int First, int Last);

    /// <summary>Sets <see cref="Value.Offset"/> of all non-constant values and returns the size of the arena in bytes.</summary>
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
                throw new UnsupportedModelException($"the model needs more than {MaxBytes >> 20} MB of memory; {lifetime.Value} does not fit");
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

    /// <summary>Orders by offset and treats equal offsets as smaller, so that a binary search always returns an insertion point.</summary>
    private sealed class BehindSameOffset : IComparer<Lifetime>
    {
        public static BehindSameOffset Instance { get; } = new();

        public int Compare(Lifetime? x, Lifetime? y) => x!.Value.Offset <= y!.Value.Offset ? -1 : 1;
    }

    private static long Aligned(long bytes) => (bytes + AlignedMemory.Alignment - 1) / AlignedMemory.Alignment * AlignedMemory.Alignment;
}
