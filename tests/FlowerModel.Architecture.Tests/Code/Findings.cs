namespace FlowerModel.Architecture.Tests.Code;

/// <summary>The violations of a rule, one per line.</summary>
internal static class Findings
{
    /// <summary>Fails with all lines if there are any.</summary>
    public static void AssertNone(IEnumerable<string> lines)
    {
        var all = lines.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
