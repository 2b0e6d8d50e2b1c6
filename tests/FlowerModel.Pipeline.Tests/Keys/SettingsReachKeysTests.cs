using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;

namespace FlowerModel.Pipeline.Tests.Keys;

/// <summary>Every setting enters the key of the first stage that it touches, and no setting can be forgotten.</summary>
public sealed class SettingsReachKeysTests
{
    private const string Weights = "1111111111111111111111111111111111111111111111111111111111111111";

    private static readonly ModelSettings Plain =
        new() { Name = "Flowers", Dataset = "photos", ClassName = "Flowers", LogicalName = "Flowers.tflite" };

    // Property, another value, first stage whose settings change (null: none).
    private static readonly (string Property, object Value, Stage? First)[] Table =
    [
        (nameof(ModelSettings.BaseModel), "MobileNetV1", Stage.Features),
        (nameof(ModelSettings.Alpha), 0.5, Stage.Features),
        (nameof(ModelSettings.ImageSize), 192, Stage.Features),
        (nameof(ModelSettings.Head), HeadKind.Linear, Stage.Features),
        (nameof(ModelSettings.FineTuneFrom), "120", Stage.Features),
        (nameof(ModelSettings.Views), 2, Stage.Features),
        (nameof(ModelSettings.Seed), 2, Stage.Train),
        (nameof(ModelSettings.Epochs), 11, Stage.Train),
        (nameof(ModelSettings.BatchSize), 32, Stage.Train),
        (nameof(ModelSettings.LearningRate), 0.002, Stage.Train),
        (nameof(ModelSettings.Dropout), 0.3, Stage.Train),
        (nameof(ModelSettings.FineTuneEpochs), 6, Stage.FineTune),
        (nameof(ModelSettings.FineTuneLearningRate), 2e-5, Stage.FineTune),
        (nameof(ModelSettings.FineTuneBatchNorm), BatchNormMode.Training, Stage.FineTune),
        (nameof(ModelSettings.Name), "Roses", Stage.Convert),
        (nameof(ModelSettings.Version), "2.0.0", Stage.Convert),
        (nameof(ModelSettings.Author), "A gardener", Stage.Convert),
        (nameof(ModelSettings.License), "MIT", Stage.Convert),
        (nameof(ModelSettings.Description), "Flowers.", Stage.Convert),
        (nameof(ModelSettings.InferenceInputType), InferenceType.UInt8, Stage.Quantize),
        (nameof(ModelSettings.InferenceOutputType), InferenceType.Int8, Stage.Quantize),
        (nameof(ModelSettings.CalibrationImages), 50, Stage.Quantize),

        // These reach keys through the manifest's hashes (ModelPipelineTests) or the hash of the weights file (below).
        (nameof(ModelSettings.Dataset), "other", null),
        (nameof(ModelSettings.Sha256), Weights, null),
        (nameof(ModelSettings.ValidationSplit), 0.3, null),
        (nameof(ModelSettings.Split), SplitRule.Keras, null),
        (nameof(ModelSettings.BaseWeights), "base.h5", null),

        // Which variants there are is in the key of none of them (MetadataChangeTests).
        (nameof(ModelSettings.Quantization), new[] { NumberFormat.Int8 }, null),

        // These touch no artifact: checks of the finished evaluation, and the generated code.
        (nameof(ModelSettings.EmbedAll), true, null),
        (nameof(ModelSettings.MinAccuracy), 0.5, null),
        (nameof(ModelSettings.MaxQuantizationDrop), 0.01, null),
        (nameof(ModelSettings.MaxModelSize), 1000L, null),
        (nameof(ModelSettings.ClassName), "Roses", null),
        (nameof(ModelSettings.Namespace), "Garden", null),
        (nameof(ModelSettings.LogicalName), "roses.bin", null),
        (nameof(ModelSettings.CopyToOutput), true, null),
    ];

    public static TheoryData<string> Properties => [.. Table.Select(row => row.Property)];

    [Fact]
    public void The_table_names_every_setting()
    {
        var settings = typeof(ModelSettings).GetProperties().Where(property => property.SetMethod is not null).Select(
            property => property.Name);
        Assert.Equal(settings.Order(), Table.Select(row => row.Property).Order());
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_setting_enters_first_the_key_of_the_stage_it_touches(string property)
    {
        var (_, value, first) = Table.Single(row => row.Property == property);
        var changed = Plain with { };
        Assert.NotEqual(value, typeof(ModelSettings).GetProperty(property)!.GetValue(Plain));
        typeof(ModelSettings).GetProperty(property)!.SetValue(changed, value);
        Assert.Equal(first, FirstDifference(changed, Weights));
    }

    [Fact]
    public void Other_weights_change_the_features() => Assert.Equal(Stage.Features, FirstDifference(Plain, Weights.Replace('1', '2')));

    [Fact]
    public void From_scratch_the_seed_makes_the_features_and_the_base_is_random()
    {
        var scratch = Plain with { BaseWeights = "none" };
        Assert.Equal(1, new StageSettingsFactory(scratch, null).Features.Base.RandomSeed());
        Assert.Equal(Stage.Features, FirstDifference(scratch, null, scratch with { Seed = 2 }));
    }

    [Fact]
    public void The_seed_makes_the_features_where_further_views_are_kept() =>
        Assert.Equal(Stage.Features, FirstDifference(Plain with { Views = 2 }, Weights, Plain with { Views = 2, Seed = 2 }));

    [Fact]
    public void Without_fine_tuning_its_settings_change_nothing()
    {
        var without = Plain with { FineTuneEpochs = 0 };
        var steered = without with { FineTuneFrom = "0", FineTuneLearningRate = 1, FineTuneBatchNorm = BatchNormMode.Training };
        Assert.Null(FirstDifference(without, Weights, steered));
    }

    [Fact]
    public void Where_activations_are_kept_does_not_concern_the_head()
    {
        var other = new StageSettingsFactory(Plain with { FineTuneFrom = "120" }, Weights).Train;
        Assert.Equal(new StageSettingsFactory(Plain, Weights).Train, other);
    }

    [Theory]
    [InlineData(NumberFormat.Float16)]
    [InlineData(NumberFormat.Dynamic)]
    public void What_a_variant_does_not_read_is_not_in_its_key(NumberFormat variant)
    {
        var other = Plain with
        {
            InferenceInputType = InferenceType.UInt8,
            InferenceOutputType = InferenceType.UInt8,
        };
        Assert.Equal(new StageSettingsFactory(Plain, null).Quantize(variant), new StageSettingsFactory(other, null).Quantize(variant));
    }

    private static Stage? FirstDifference(ModelSettings changed, string? weights) =>
        Difference(Keys(Plain, Weights), Keys(changed, weights));

    private static Stage? FirstDifference(ModelSettings one, string? weights, ModelSettings other) =>
        Difference(Keys(one, weights), Keys(other, weights));

    private static Stage? Difference(StageKey[] one, StageKey[] other) =>
        one.Zip(other).Where(pair => pair.First.Hash != pair.Second.Hash).Select(pair => (Stage?)pair.First.Stage).FirstOrDefault();

    private static StageKey[] Keys(ModelSettings settings, string? weights)
    {
        var factory = new StageSettingsFactory(settings, weights);
        (Stage, StageSettings)[] stages =
        [
            (Stage.Features, factory.Features),
            (Stage.Train, factory.Train),
            (Stage.FineTune, factory.FineTune),
            (Stage.Convert, factory.Convert),
            (Stage.Quantize, factory.Quantize(NumberFormat.Float16)),
            (Stage.Quantize, factory.Quantize(NumberFormat.Dynamic)),
            (Stage.Quantize, factory.Quantize(NumberFormat.Int8)),
            (Stage.Evaluate, factory.Evaluate),
        ];
        return [.. stages.Select(stage => StageKey.Create(stage.Item1, stage.Item2, new Dictionary<string, string>()))];
    }
}
