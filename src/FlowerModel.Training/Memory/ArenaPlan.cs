namespace FlowerModel.Training.Memory;

/// <summary>
/// Places buffers in one arena: two may share floats where their lifetimes do not overlap. Buffers are placed in the order of their requests,
/// each at the lowest place that is free throughout its life.
/// </summary>
internal sealed class ArenaPlan
{
    private const int AlignmentFloats = 16;
    private readonly List<(int Offset, int Length, int Begin, int End)> placed = [];

    /// <summary>Floats of the arena.</summary>
    public int Length { get; private set; }

    /// <summary>Places a buffer.</summary>
    /// <param name="length">Its floats.</param>
    /// <param name="begin">First moment at which it is used.</param>
    /// <param name="end">Last moment at which it is used.</param>
    /// <returns>Where it begins, in floats.</returns>
    public int Place(int length, int begin, int end)
    {
        var size = checked((length + AlignmentFloats - 1) / AlignmentFloats * AlignmentFloats);
        var offset = 0;
        foreach (var other in placed.Where(other => other.Begin <= end && begin <= other.End).OrderBy(other => other.Offset))
        {
            if (other.Offset - offset >= size) break;
            offset = Math.Max(offset, other.Offset + other.Length);
        }

        placed.Add((offset, size, begin, end));
        Length = Math.Max(Length, checked(offset + size));
        return offset;
    }
}
