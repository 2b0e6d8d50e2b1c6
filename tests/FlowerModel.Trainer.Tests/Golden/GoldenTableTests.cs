namespace FlowerModel.Trainer.Tests.Golden;

/// <summary>The judge of the golden table must see what it is there for.</summary>
public sealed class GoldenTableTests
{
    private static readonly string Old = new('a', 64);
    private static readonly string New = new('b', 64);

    private readonly GoldenTable table =
        new(GoldenTable.Parse(["# comment", "", $"convert 1 linear/model.tflite {Old}", $"train 4 head.h5 {Old}"]));

    [Fact]
    public void Same_bytes_and_same_version_are_right() => Assert.Null(Judge(1, Old));

    [Fact]
    public void Other_bytes_under_the_same_version_name_the_file_to_edit_and_the_new_line()
    {
        var advice = Judge(1, New);
        Assert.Contains("raise its version to 2 in src/Stage.cs", advice, StringComparison.Ordinal);
        Assert.Equal($"convert 2 linear/model.tflite {New}", LastLine(advice));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_raised_version_asks_for_the_new_line_whether_or_not_bytes_changed(bool changed)
    {
        var advice = Judge(2, changed ? New : Old);
        Assert.DoesNotContain("raise its version", advice, StringComparison.Ordinal);
        Assert.Equal($"convert 2 linear/model.tflite {(changed ? New : Old)}", LastLine(advice));
    }

    [Fact]
    public void A_version_that_went_back_is_no_way_out()
    {
        var stage = new GoldenStage("train", 3, "src/Stage.cs");
        Assert.Contains("raise its version", table.Judge(stage, [new GoldenRow("train", 3, "head.h5", New)]), StringComparison.Ordinal);
        Assert.NotNull(table.Judge(stage, [new GoldenRow("train", 3, "head.h5", Old)]));
    }

    [Fact]
    public void An_artifact_that_came_or_went_asks_for_the_stage_s_lines()
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
