using FlowerModel.Networks;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;

namespace FlowerModel.Pipeline.Tests.Keys;

public sealed class StageKeyTests
{
    private static readonly FeatureSettings Features = new(
        new BaseSettings(NetworkCatalog.Default.Key, 0.35, 96, new string('a', 64)), HeadKind.Conv, "100", 1, null);
    private static readonly TrainSettings Train = new(Features, 10, 64, 0.001, 0.2, ClassWeighting.Balanced, true, 3, 1);

    // Every cached artifact anywhere is stored under such a hash. If this test fails, all of them will be made again, so do not simply update the
    // expected value: first make sure that the change is intended.
    [Fact]
    public void The_format_of_keys_is_frozen()
    {
        var key = StageKey.Create(
            "train", 1, "1.0.0", Train, new Dictionary<string, string> { ["dataset"] = new('b', 64), ["features.json"] = new('c', 64) });
        Assert.Equal(
            [
                new("stage", "train"), new("stage version", "1"), new("trainer version", "1.0.0"), new("numeric rules", "1"),
                new("settings.batchSize", "64"), new("settings.calibrateScores", "true"), new("settings.classWeights", "balanced"),
                new("settings.dropout", "0.2"),
                new("settings.epochs", "10"), new("settings.features.base.alpha", "0.35"), new("settings.features.base.imageSize", "96"),
                new("settings.features.base.model", "mobileNetV2"), new("settings.features.base.weights", new string('a', 64)),
                new("settings.features.fineTuneFrom", "100"), new("settings.features.head", "conv"), new("settings.features.views", "1"),
                new("settings.learningRate", "0.001"), new("settings.patience", "3"), new("settings.seed", "1"), new("input dataset", new string('b', 64)),
                new("input features.json", new string('c', 64)),
            ],
            key.Entries);
        Assert.Equal("9f17d1dc4fa055869e18988c4846bfa80044891e0fd34528c33133f29cf03021", key.Hash);
    }

    [Fact]
    public void The_order_in_which_inputs_are_named_does_not_matter()
    {
        var one = StageKey.Create("train", 1, "1.0.0", Train, new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });
        var other = StageKey.Create("train", 1, "1.0.0", Train, new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });
        Assert.Equal(one.Hash, other.Hash);
    }

    [Fact]
    public void Values_cannot_be_shifted_between_entries()
    {
        var one = StageKey.Create("train", 1, "1.0.0", Train, new Dictionary<string, string> { ["a"] = "1", ["ab"] = "2" });
        var other = StageKey.Create("train", 1, "1.0.0", Train, new Dictionary<string, string> { ["a"] = "1\",\"ab", ["b"] = "2" });
        Assert.NotEqual(one.Hash, other.Hash);
    }

    [Fact]
    public void Differences_are_explained_in_words()
    {
        var before = Key(Train, ("dataset", new string('b', 64)), ("old", "1"));
        Assert.Equal("it has not run before", before.ExplainDifference(null));
        Assert.Null(before.ExplainDifference(before.Entries));
        Assert.Equal(
            "setting learningRate changed from '0.001' to '0.002'",
            Key(Train with { LearningRate = 0.002 }, ("dataset", new string('c', 64)), ("old", "1")).ExplainDifference(before.Entries));
        Assert.Equal(
            "setting features.base.alpha changed from '0.35' to '0.5'",
            Key(
                Train with { Features = Features with { Base = Features.Base with { Alpha = 0.5 } } },
                ("dataset", new string('b', 64)),
                ("old", "1"))
                .ExplainDifference(before.Entries));
        Assert.Equal(
            "input dataset changed from bbbbbbbbbbbb to cccccccccccc",
            Key(Train, ("dataset", new string('c', 64)), ("old", "1")).ExplainDifference(before.Entries));
        Assert.Equal(
            "input new is new: '2'",
            Key(Train, ("dataset", new string('b', 64)), ("new", "2"), ("old", "1")).ExplainDifference(before.Entries));
        Assert.Equal("input old is gone (was '1')", Key(Train, ("dataset", new string('b', 64))).ExplainDifference(before.Entries));
    }

    private static StageKey Key(StageSettings settings, params (string Name, string Value)[] inputs) =>
        StageKey.Create("train", 1, "1.0.0", settings, inputs.ToDictionary(input => input.Name, input => input.Value));
}
