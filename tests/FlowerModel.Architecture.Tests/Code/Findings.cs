namespace FlowerModel.Architecture.Tests.Code;

/// <summary>What a rule finds wrong, one line each.</summary>
internal static class Findings
{
    /// <summary>Fails with all lines where there are any.</summary>
    public static void AssertNone(IEnumerable<string> lines)
    {
        var all = lines.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
