namespace FlowerModel.Trainer.Tests.Golden;

/// <summary>The comparison with the golden table must detect every kind of difference.</summary>
public sealed class GoldenTableTests
{
    private static readonly string Old = new('a', 64);
    private static readonly string New = new('b', 64);

    private readonly GoldenTable table =
        new(GoldenTable.Parse(["# comment", "", $"convert 1 linear/model.tflite {Old}", $"train 4 head.h5 {Old}"]));

    [Fact]
    public void The_same_bytes_and_version_need_no_change() => Assert.Null(Judge(1, Old));

    [Fact]
    public void Changed_bytes_with_the_same_version_name_the_file_to_edit_and_the_new_line()
    {
        var advice = Judge(1, New);
        Assert.Contains("raise its version to 2 in src/Stage.cs", advice, StringComparison.Ordinal);
        Assert.Equal($"convert 2 linear/model.tflite {New}", LastLine(advice));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_raised_version_requires_the_new_line_even_if_the_bytes_are_the_same(bool changed)
    {
        var advice = Judge(2, changed ? New : Old);
        Assert.DoesNotContain("raise its version", advice, StringComparison.Ordinal);
        Assert.Equal($"convert 2 linear/model.tflite {(changed ? New : Old)}", LastLine(advice));
    }

    [Fact]
    public void A_lowered_version_is_not_accepted()
    {
        var stage = new GoldenStage("train", 3, "src/Stage.cs");
        Assert.Contains("raise its version", table.Judge(stage, [new GoldenRow("train", 3, "head.h5", New)]), StringComparison.Ordinal);
        Assert.NotNull(table.Judge(stage, [new GoldenRow("train", 3, "head.h5", Old)]));
    }

    [Fact]
    public void Added_and_removed_artifacts_require_new_lines()
    {
        var stage = new GoldenStage("convert", 1, "src/Stage.cs");
        GoldenRow kept = new("convert", 1, "linear/model.tflite", Old), added = new("convert", 1, "linear/report.json", New);
        Assert.EndsWith(added.ToString(), table.Judge(stage, [kept, added]), StringComparison.Ordinal);
        Assert.NotNull(table.Judge(stage, []));
        Assert.NotNull(table.Judge(new GoldenStage("new", 1, "src/Stage.cs"), [new GoldenRow("new", 1, "a.json", New)]));
    }

    private string Judge(int version, string sha256) =>
        table.Judge(new GoldenStage("convert", version, "src/Stage.cs"), [new GoldenRow("convert", version, "linear/model.tflite", sha256)])!;

    private static string LastLine(string text) => string.Join(' ', text.Split('\n')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
