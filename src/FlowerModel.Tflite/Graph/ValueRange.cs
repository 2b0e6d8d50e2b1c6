namespace FlowerModel.Tflite;

/// <summary>Least and greatest real values of a tensor as a converter saw them: one of each, or one a channel. No runtime reads them.</summary>
/// <param name="Minimum">Least values.</param>
/// <param name="Maximum">Greatest values.</param>
public sealed record ValueRange(IReadOnlyList<float> Minimum, IReadOnlyList<float> Maximum)
{
    /// <summary>Equal where the lists have the same elements.</summary>
    public bool Equals(ValueRange? other) =>
        other is not null && Minimum.SequenceEqual(other.Minimum) && Maximum.SequenceEqual(other.Maximum);

    /// <summary>A hash of the elements.</summary>
    public override int GetHashCode() => Maximum.Aggregate(Minimum.Aggregate(0, HashCode.Combine), HashCode.Combine);
}
