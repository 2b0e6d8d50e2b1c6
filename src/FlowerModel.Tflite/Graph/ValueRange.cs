namespace FlowerModel.Tflite;

/// <summary>The range of a tensor's real values as a converter recorded it, per tensor or per channel. Runtimes do not read it.</summary>
/// <param name="Minimum">The smallest value: one for the tensor, or one per channel.</param>
/// <param name="Maximum">The largest value: one for the tensor, or one per channel.</param>
public sealed record ValueRange(IReadOnlyList<float> Minimum, IReadOnlyList<float> Maximum)
{
    /// <summary>Returns true if the lists have the same elements.</summary>
    public bool Equals(ValueRange? other) =>
        other is not null && Minimum.SequenceEqual(other.Minimum) && Maximum.SequenceEqual(other.Maximum);

    /// <summary>Returns a hash code of the elements.</summary>
    public override int GetHashCode() => Maximum.Aggregate(Minimum.Aggregate(0, HashCode.Combine), HashCode.Combine);
}
