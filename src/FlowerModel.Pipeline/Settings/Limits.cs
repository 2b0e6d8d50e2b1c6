namespace FlowerModel.Pipeline.Settings;

/// <summary>The smallest and the largest value of a setting; both are allowed.</summary>
/// <typeparam name="TValue">The setting's type.</typeparam>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The largest value.</param>
public readonly record struct Limits<TValue>(TValue Min, TValue Max)
    where TValue : IComparable<TValue>
{
    /// <summary>True for a value within the limits. (Not a number is not.)</summary>
    public bool Contain(TValue value) => value.CompareTo(Min) >= 0 && value.CompareTo(Max) <= 0;
}
