namespace FlowerModel.Pipeline.Keys;

/// <summary>
/// The rules that give every sum one order and every function the same bits on all machines (docs/reproducibility.md). Results that were computed under
/// other rules have other keys.
/// </summary>
public static class NumericRules
{
    /// <summary>Version of the rules.</summary>
    public const int Version = 1;
}
