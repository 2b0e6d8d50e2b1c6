using FlowerModel.Networks;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Trainer.Tests.Golden;

/// <summary>One run of a stage on fixed inputs, the same that make up its key: settings, images and the artifacts of earlier stages.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Name">Name of the case.</param>
/// <param name="Settings">Settings of the stage.</param>
/// <param name="BaseWeights">The base, as in a request; null if none is read.</param>
/// <param name="Source">Name of the dataset file in the workspace; null if none is read.</param>
/// <param name="Inputs">Maps artifact names to file names in the workspace.</param>
internal sealed record GoldenCase(
    string Stage,
    string Name,
    StageSettings Settings,
    string? BaseWeights = null,
    string? Source = null,
    IReadOnlyDictionary<string, string>? Inputs = null)
{
    private static readonly EmbeddedWeights Weights = NetworkCatalog.Default.EmbeddedWeights[0];
    private static readonly BaseSettings Embedded = new(NetworkCatalog.Default.Key, Weights.Alpha, 96, Weights.Sha256);
    private static readonly BaseSettings Random = new(NetworkCatalog.Default.Key, Weights.Alpha, 96, "random:3");
    private static readonly FeatureSettings Conv = new(Embedded, HeadKind.Conv, "block_15_expand", Views: 1, ViewSeed: null);
    private static readonly FeatureSettings Views = new(Embedded, HeadKind.Linear, "block_16_expand", Views: 2, ViewSeed: 5);
    private static readonly FeatureSettings Scratch = new(Random, HeadKind.Linear, "0", Views: 1, ViewSeed: null);

    /// <summary>All cases, in the order of the data flow.</summary>
    public static IReadOnlyList<GoldenCase> All { get; } =
    [
        new("dataset", "zip", new DatasetSettings(DatasetKind.Archive, ""), Source: "images.zip"),
        new("dataset", "tar.gz", new DatasetSettings(DatasetKind.Archive, ""), Source: "images.tar.gz"),
        new("dataset", "list", new DatasetSettings(DatasetKind.List, ""), Source: "list.csv"),

        new("features", "conv", Conv, EmbeddedBase.Name),
        new("features", "views", Views, EmbeddedBase.Name),
        new("features", "scratch", Scratch),

        new("train", "conv", Train(Conv, epochs: 1), EmbeddedBase.Name, Inputs: Index),
        new("train", "views", Train(Views, epochs: 2) with { ClassWeights = ClassWeighting.Balanced, CalibrateScores = true }, EmbeddedBase.Name, Inputs: Index),

        new("fine-tune", "conv", FineTune(Conv, BatchNormMode.Inference), EmbeddedBase.Name, Inputs: AfterTraining("conv")),
        new("fine-tune", "views", FineTune(Views, BatchNormMode.Training), EmbeddedBase.Name, Inputs: AfterTraining("linear")),
        new("fine-tune", "recipe", Recipe(Views), EmbeddedBase.Name, Inputs: AfterTraining("linear")),
        new("fine-tune", "share", Recipe(Views) with { Share = 0.5 }, EmbeddedBase.Name, Inputs: AfterTraining("linear")),
        new("fine-tune", "scratch", FineTune(Scratch, BatchNormMode.Training), Inputs: AfterTraining("linear")),
        new("fine-tune", "joined", new FineTuneSettings(
            Conv, 0, "", 0, 0, 0, BatchNormMode.Inference, LearningRateSchedule.Constant, 0, 0, 0, 0, 0, 0, ClassWeighting.None, false, 0, 0), EmbeddedBase.Name, Inputs: AfterTraining("conv")),

        new("convert", "conv", Convert(HeadKind.Conv, description: null), Inputs: AfterFineTuning("conv")),
        new("convert", "linear", Convert(HeadKind.Linear, description: "Names patterns."), Inputs: AfterFineTuning("linear")),

        new("quantize", "float16", new QuantizeSettings(NumberFormat.Float16, null, null, 8), Inputs: Model("float32")),
        new("quantize", "dynamic", new QuantizeSettings(NumberFormat.Dynamic, null, null, 8), Inputs: Model("float32")),
        new("quantize", "int8", new QuantizeSettings(NumberFormat.Int8, InferenceType.Float32, InferenceType.Float32, 24), Inputs: Model("float32")),
        new("quantize", "integers", new QuantizeSettings(NumberFormat.Int8, InferenceType.UInt8, InferenceType.Int8, 8), Inputs: Model("float32")),

        new("export", "float32", new ExportSettings(ExportFormat.Onnx), Inputs: Model("float32")),
        new("export", "int8", new ExportSettings(ExportFormat.Onnx), Inputs: Model("int8")),

        new("evaluate", "float32", new EvaluateSettings(), Inputs: Model("float32")),
        new("evaluate", "dynamic", new EvaluateSettings(), Inputs: Model("dynamic")),
        new("evaluate", "int8", new EvaluateSettings(), Inputs: Model("int8")),

        new("report", "drawn", new ReportSettings("Patterns", ReportedVariants), Inputs: Evaluated),
        new("check", "float32", new CheckSettings(), Inputs: Model("float32")),
        new("check", "int8", new CheckSettings(), Inputs: Model("int8")),
    ];

    private static Dictionary<string, string> Index => new() { [FeatureIndex.FileName] = FeatureIndex.FileName };

    private static Dictionary<string, string> AfterTraining(string head) => new()
    {
        [FeatureIndex.FileName] = FeatureIndex.FileName,
        [ArtifactNames.HeadWeights] = $"head.{head}.h5",
        [CalibrationReport.FileName] = CalibrationReport.FileName,
        [ArtifactNames.History] = ArtifactNames.History,
    };

    private static Dictionary<string, string> AfterFineTuning(string head) =>
        new()
        {
            [ArtifactNames.ModelWeights] = $"model.{head}.h5",
            [CalibrationReport.FileName] = CalibrationReport.FileName,
            [LabelsFile.FileName] = LabelsFile.FileName,
        };

    private static Dictionary<string, string> Model(string variant) => new()
    {
        [FeatureIndex.FileName] = FeatureIndex.FileName,
        [ArtifactNames.Model] = $"small.{variant}.tflite",
    };

    private static ReportedVariant[] ReportedVariants =>
        [new(NumberFormat.Int8, "Patterns.tflite", 1000, sha256: ""), new(NumberFormat.Float32, file: null, 3000, sha256: "")];

    private static Dictionary<string, string> Evaluated => new(Model("float32"))
    {
        [ArtifactNames.History] = ArtifactNames.History,
        [ArtifactNames.CurvesSvg] = ArtifactNames.CurvesSvg,
        [CalibrationReport.FileName] = CalibrationReport.FileName,
        [ReportSettings.AnswersOf(NumberFormat.Int8)] = Answers.FileName,
        [ReportSettings.AnswersOf(NumberFormat.Float32)] = Answers.FileName,
    };

    private static TrainSettings Train(FeatureSettings features, int epochs) =>
        new(features with { FineTuneFrom = null }, epochs, BatchSize: 4, LearningRate: 0.01, Dropout: 0.2, ClassWeighting.None, CalibrateScores: false, Patience: 0, Seed: 3);

    private static FineTuneSettings FineTune(FeatureSettings features, BatchNormMode mode) =>
        new(
            features, Epochs: 2, features.FineTuneFrom!, BatchSize: 4, LearningRate: 0.0003, Dropout: 0.2, mode, LearningRateSchedule.Constant,
            WarmUp: 0, WeightDecay: 0, LabelSmoothing: 0, Mixup: 0, WeightAverage: 0, Share: 1, ClassWeighting.None, CalibrateScores: false, Patience: 0, Seed: 3);

    // The default recipe's settings.
    private static FineTuneSettings Recipe(FeatureSettings features) => FineTune(features, BatchNormMode.Inference) with
    {
        Schedule = LearningRateSchedule.Cosine, WarmUp = 0.1, WeightDecay = 0.01, LabelSmoothing = 0.1, Mixup = 0.2, WeightAverage = 0.9,
        ClassWeights = ClassWeighting.Balanced, CalibrateScores = true,
    };

    private static ConvertSettings Convert(HeadKind head, string? description) =>
        new("Patterns", "1.2.3", Embedded with { Weights = "" }, head, "Nobody", "MIT", description);
}
