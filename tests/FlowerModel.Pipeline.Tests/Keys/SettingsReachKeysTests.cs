using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Sources;
using FlowerModel.Pipeline.Stages;

namespace FlowerModel.Pipeline.Tests.Keys;

/// <summary>Every setting is part of the key of the first stage that it affects, and no setting can be forgotten.</summary>
public sealed class SettingsReachKeysTests
{
    private const string Weights = "1111111111111111111111111111111111111111111111111111111111111111";

    private const int Images = 1000;

    private static readonly ModelSettings Plain =
        new() { Name = "Flowers", Dataset = "photos", ClassName = "Flowers", LogicalName = "Flowers.tflite" };

    // Property, a value other than the default, and the first stage whose settings change (null: none).
    private static readonly (string Property, object Value, string? First)[] Table =
    [
        (nameof(ModelSettings.BaseModel), "MobileNetV1", "features"),
        (nameof(ModelSettings.Alpha), 0.5, "features"),
        (nameof(ModelSettings.ImageSize), 192, "features"),
        (nameof(ModelSettings.Head), HeadKind.Conv, "features"),
        (nameof(ModelSettings.FineTuneFrom), "120", "features"),
        (nameof(ModelSettings.Views), 2, "features"),
        (nameof(ModelSettings.Seed), 2, "features"),
        (nameof(ModelSettings.Epochs), 11, "train"),
        (nameof(ModelSettings.BatchSize), 32, "train"),
        (nameof(ModelSettings.LearningRate), 0.002, "train"),
        (nameof(ModelSettings.Dropout), 0.3, "train"),
        (nameof(ModelSettings.FineTuneEpochs), 6, "fine-tune"),
        (nameof(ModelSettings.FineTuneLearningRate), 2e-5, "fine-tune"),
        (nameof(ModelSettings.FineTuneBatchNorm), BatchNormMode.Training, "fine-tune"),
        (nameof(ModelSettings.FineTuneSchedule), LearningRateSchedule.Constant, "fine-tune"),
        (nameof(ModelSettings.FineTuneWarmUp), 0.5, "fine-tune"),
        (nameof(ModelSettings.WeightDecay), 0.5, "fine-tune"),
        (nameof(ModelSettings.LabelSmoothing), 0.5, "fine-tune"),
        (nameof(ModelSettings.Mixup), 0.5, "fine-tune"),
        (nameof(ModelSettings.WeightAverage), 0.5, "fine-tune"),
        (nameof(ModelSettings.FineTuneShare), 0.25, "fine-tune"),
        (nameof(ModelSettings.ClassWeights), ClassWeighting.None, "train"),
        (nameof(ModelSettings.CalibrateScores), false, "fine-tune"),
        (nameof(ModelSettings.Patience), 3, "train"),
        (nameof(ModelSettings.Effort), Effort.Quick, "train"),
        (nameof(ModelSettings.Name), "Roses", "convert"),
        (nameof(ModelSettings.Version), "2.0.0", "convert"),
        (nameof(ModelSettings.Author), "A gardener", "convert"),
        (nameof(ModelSettings.License), "MIT", "convert"),
        (nameof(ModelSettings.Description), "Flowers.", "convert"),
        (nameof(ModelSettings.InferenceInputType), InferenceType.UInt8, "quantize"),
        (nameof(ModelSettings.InferenceOutputType), InferenceType.Int8, "quantize"),
        (nameof(ModelSettings.CalibrationImages), 50, "quantize"),

        // These affect keys through the hashes of the manifest (ModelPipelineTests) or the hash of the weights file (below).
        (nameof(ModelSettings.Dataset), "other", null),
        (nameof(ModelSettings.Sha256), Weights, null),
        (nameof(ModelSettings.ValidationSplit), 0.3, null),
        (nameof(ModelSettings.Split), SplitRule.Keras, null),
        (nameof(ModelSettings.BaseWeights), "base.h5", null),

        // It only chooses the defaults of other settings.
        (nameof(ModelSettings.Recipe), RecipeName.Tutorial, null),

        // The list of variants is not part of any key (MetadataChangeTests).
        (nameof(ModelSettings.Quantization), new[] { NumberFormat.Int8 }, null),

        // Nor are the exports, which have a stage of their own.
        (nameof(ModelSettings.Export), new[] { ExportFormat.Onnx }, null),

        // These affect no artifact, only checks of the finished evaluation, the generated code and what is embedded or copied.
        (nameof(ModelSettings.EmbedAll), true, null),
        (nameof(ModelSettings.MinAccuracy), 0.5, null),
        (nameof(ModelSettings.MaxQuantizationDrop), 0.01, null),
        (nameof(ModelSettings.MaxModelSize), 1000L, null),
        (nameof(ModelSettings.MinClassRecall), 0.5, null),
        (nameof(ModelSettings.MaxRegression), 3, null),
        (nameof(ModelSettings.Baseline), "answers.json", null),
        (nameof(ModelSettings.ClassName), "Roses", null),
        (nameof(ModelSettings.Namespace), "Garden", null),
        (nameof(ModelSettings.LogicalName), "roses.bin", null),
        (nameof(ModelSettings.CopyToOutputDirectory), OutputCopy.Always, null),
    ];

    public static TheoryData<string> Properties => [.. Table.Select(row => row.Property)];

    [Fact]
    public void The_table_contains_every_setting()
    {
        var settings = typeof(ModelSettings).GetProperties().Where(property => property.SetMethod is not null).Select(
            property => property.Name);
        Assert.Equal(settings.Order(), Table.Select(row => row.Property).Order());
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_setting_first_changes_the_key_of_the_stage_that_it_affects(string property)
    {
        var (_, value, first) = Table.Single(row => row.Property == property);
        var changed = Plain with { };
        Assert.NotEqual(value, typeof(ModelSettings).GetProperty(property)!.GetValue(Plain));
        typeof(ModelSettings).GetProperty(property)!.SetValue(changed, value);
        Assert.Equal(first, FirstDifference(changed, Weights));
    }

    [Fact]
    public void Other_weights_change_the_features() => Assert.Equal("features", FirstDifference(Plain, Weights.Replace('1', '2')));

    [Fact]
    public void From_scratch_the_seed_affects_the_features_and_the_base_is_random()
    {
        var scratch = Plain with { BaseWeights = "none" };
        var settings = FeatureSettings.Of(scratch, Of(scratch)).Base;
        Assert.Equal((true, 1), (settings.IsRandom, settings.RandomSeed));
        Assert.Equal("features", FirstDifference(scratch, scratch with { Seed = 2 }));
    }

    [Fact]
    public void With_several_views_the_seed_affects_the_features() =>
        Assert.Equal("features", FirstDifference(Plain with { Views = 2 }, Plain with { Views = 2, Seed = 2 }));

    [Fact]
    public void With_one_view_the_seed_affects_training_first() =>
        Assert.Equal("train", FirstDifference(Plain with { Views = 1 }, Plain with { Views = 1, Seed = 2 }));

    [Fact]
    public void Without_fine_tuning_its_settings_have_no_effect()
    {
        var without = Plain with { FineTuneEpochs = 0 };
        var steered = without with { FineTuneFrom = "0", FineTuneLearningRate = 1, FineTuneBatchNorm = BatchNormMode.Training, Mixup = 1 };
        Assert.Null(FirstDifference(without, steered));
    }

    [Fact]
    public void The_layer_whose_activations_are_kept_does_not_affect_training_the_head()
    {
        var weights = FromFile(Weights);
        Assert.Equal(TrainSettings.Of(Plain, weights, Images), TrainSettings.Of(Plain with { FineTuneFrom = "120", Views = 2 }, weights, Images));
    }

    [Theory]
    [InlineData(NumberFormat.Float16)]
    [InlineData(NumberFormat.Dynamic)]
    public void Settings_that_a_variant_does_not_read_are_not_in_its_key(NumberFormat variant)
    {
        var other = Plain with
        {
            InferenceInputType = InferenceType.UInt8,
            InferenceOutputType = InferenceType.UInt8,
        };
        Assert.Equal(QuantizeSettings.Of(Plain, variant), QuantizeSettings.Of(other, variant));
    }

    private static string? FirstDifference(ModelSettings changed, string weights) =>
        Difference(Keys(Plain, FromFile(Weights)), Keys(changed, FromFile(weights)));

    private static string? FirstDifference(ModelSettings one, ModelSettings other) => Difference(Keys(one, Of(one)), Keys(other, Of(other)));

    private static string? Difference(StageKey[] one, StageKey[] other) =>
        one.Zip(other).Where(pair => pair.First.Hash != pair.Second.Hash).Select(pair => pair.First.Stage).FirstOrDefault();

    private static BaseWeights Of(ModelSettings settings) => settings.FromScratch ? new RandomBaseWeights(settings.Seed) : FromFile(Weights);

    private static FileBaseWeights FromFile(string sha256) => new(sha256, static () => throw new InvalidOperationException("A key needs no file."));

    private static StageKey[] Keys(ModelSettings settings, BaseWeights weights) =>
    [
        Key<FeaturesStage>(FeatureSettings.Of(settings, weights)),
        Key<TrainStage>(TrainSettings.Of(settings, weights, Images)),
        Key<FineTuneStage>(FineTuneSettings.Of(settings, weights, Images)),
        Key<ConvertStage>(ConvertSettings.Of(settings)),
        Key<QuantizeStage>(QuantizeSettings.Of(settings, NumberFormat.Float16)),
        Key<QuantizeStage>(QuantizeSettings.Of(settings, NumberFormat.Dynamic)),
        Key<QuantizeStage>(QuantizeSettings.Of(settings, NumberFormat.Int8)),
        Key<ExportStage>(new ExportSettings(ExportFormat.Onnx)),
        Key<EvaluateStage>(new EvaluateSettings()),
    ];

    private static StageKey Key<TStage>(StageSettings settings)
        where TStage : Stage
    {
        var stage = StageCatalog.Get<TStage>();
        return StageKey.Create(stage.Name, stage.Version, "1.0.0", settings, new Dictionary<string, string>());
    }
}
