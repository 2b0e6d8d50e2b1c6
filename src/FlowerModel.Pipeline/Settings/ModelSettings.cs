using System.Text;
using FlowerModel.Networks;

namespace FlowerModel.Pipeline.Settings;

/// <summary>
/// Everything a <c>&lt;FlowerModel/&gt;</c> item says, typed, with defaults filled in. The one source of every stage's request and key:
/// each stage takes from here what it may read.
/// </summary>
public sealed record ModelSettings
{
    /// <summary>Default of <see cref="CalibrationImages"/>: enough that the ranges settle, few enough for seconds.</summary>
    public const int DefaultCalibrationImages = 200;

    /// <summary>Default of <see cref="ImageSize"/>: the size that most published weights were trained with.</summary>
    public const int DefaultImageSize = 224;

    /// <summary>Default of <see cref="ValidationSplit"/>.</summary>
    public const double DefaultValidationSplit = 0.2;

    /// <summary>Default of <see cref="Version"/>.</summary>
    public const string DefaultVersion = "1.0.0";

    /// <summary>The item's name (<c>Include</c>).</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Folder with one sub-folder per class (or several, separated by semicolons), archive (path or URL) or CSV list; relative to the project.
    /// </summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 of the archive; required for a URL.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Fraction of each class that is held out for validation, 0.01 to 0.9; default 0.2.</summary>
    public double ValidationSplit { get; init; } = DefaultValidationSplit;

    /// <summary>Which images validate; default <see cref="SplitRule.Content"/>.</summary>
    public SplitRule Split { get; init; } = SplitRule.Content;

    /// <summary>Seed of everything random; default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Name of the base network in <see cref="NetworkCatalog"/>; default <see cref="NetworkCatalog.Default"/>.</summary>
    public string BaseModel { get; init; } = NetworkCatalog.Default.Name;

    /// <summary>Width multiplier, within the limits of the network; default 1.0.</summary>
    public double Alpha { get; init; } = 1.0;

    /// <summary>Side of the square input image in pixels, within the limits of the network; default 224.</summary>
    public int ImageSize { get; init; } = DefaultImageSize;

    /// <summary>
    /// <c>imagenet</c> (the official Keras file), <c>embedded</c> (a base in the trainer's package; the default for the width and image size
    /// that it was trained with, elsewhere <c>imagenet</c> is), a path or URL of a Keras file (.h5, .weights.h5 or .keras), or <c>none</c> (from scratch).
    /// </summary>
    public string BaseWeights { get; init; } = OfficialWeights.Name;

    /// <summary>The recipe whose values are the defaults of the training settings; default <see cref="RecipeName.Default"/>.</summary>
    public RecipeName Recipe { get; init; } = RecipeName.Default;

    /// <summary>How much time the default recipe takes; default <see cref="Effort.Default"/>.</summary>
    public Effort Effort { get; init; } = Effort.Default;

    /// <summary>The head; default that of the recipe, <see cref="HeadKind.Linear"/>.</summary>
    public HeadKind Head { get; init; } = Settings.Recipe.Default.Head;

    /// <summary>Epochs of head training, 1 to 10000; null (default): <see cref="TrainingLength.HeadEpochs"/> chooses.</summary>
    public int? Epochs { get; init; } = Settings.Recipe.Default.Epochs;

    /// <summary>Images per batch, 1 to 1024; null (default): <see cref="TrainingLength.BatchSize"/> chooses, 64 for 512 training images and more.</summary>
    public int? BatchSize { get; init; } = Settings.Recipe.Default.BatchSize;

    /// <summary>Adam's learning rate for the head; default 0.001.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Dropout rate of the head, 0 to 0.9; default 0.2.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>Epochs of fine-tuning, 0 (none) to 10000; null (default): <see cref="TrainingLength.FineTuneEpochs"/> chooses.</summary>
    public int? FineTuneEpochs { get; init; } = Settings.Recipe.Default.FineTuneEpochs;

    /// <summary>First trainable layer: index or name in Keras' layer list; default that of the network, 0 from scratch.</summary>
    public string FineTuneFrom { get; init; } = NetworkCatalog.Default.FineTuneFrom;

    /// <summary>Adam's learning rate while fine-tuning; default that of the recipe, from scratch 0.001.</summary>
    public double FineTuneLearningRate { get; init; } = Settings.Recipe.Default.FineTuneLearningRate;

    /// <summary>BatchNorm while fine-tuning; default <see cref="BatchNormMode.Inference"/>, from scratch <see cref="BatchNormMode.Training"/>.</summary>
    public BatchNormMode FineTuneBatchNorm { get; init; } = Settings.Recipe.Default.FineTuneBatchNorm;

    /// <summary>Schedule of the learning rate while fine-tuning; default that of the recipe.</summary>
    public LearningRateSchedule FineTuneSchedule { get; init; } = Settings.Recipe.Default.FineTuneSchedule;

    /// <summary>Share of the steps of fine-tuning in which a cosine schedule rises from zero, 0 to 0.9; default that of the recipe.</summary>
    public double FineTuneWarmUp { get; init; } = Settings.Recipe.Default.FineTuneWarmUp;

    /// <summary>Decoupled weight decay while fine-tuning (AdamW, Loshchilov and Hutter 2019), 0 to 1; 0 = Adam. Default that of the recipe.</summary>
    public double WeightDecay { get; init; } = Settings.Recipe.Default.WeightDecay;

    /// <summary>
    /// Share of the target probability that fine-tuning spreads over all classes (Szegedy et al. 2016), 0 to 0.9; default that of the recipe.
    /// </summary>
    public double LabelSmoothing { get; init; } = Settings.Recipe.Default.LabelSmoothing;

    /// <summary>Alpha of mixup on the stored activations while fine-tuning (Zhang et al. 2018), 0 (off) to 1; default that of the recipe.</summary>
    public double Mixup { get; init; } = Settings.Recipe.Default.Mixup;

    /// <summary>
    /// Decay per step of the average of the weights that fine-tuning evaluates and keeps, 0 (no average) to 0.9999; default that of the recipe.
    /// </summary>
    public double WeightAverage { get; init; } = Settings.Recipe.Default.WeightAverage;

    /// <summary>
    /// Share of the fine-tuned weights in those that are kept, 0.1 to 1 (only these); the rest is the weights before fine-tuning (Wortsman et al. 2022).
    /// Null: <see cref="TrainingLength"/> chooses by the number of images; default that of the recipe.
    /// </summary>
    public double? FineTuneShare { get; init; } = Settings.Recipe.Default.FineTuneShare;

    /// <summary>How much the images of a class weigh in the loss; default that of the recipe.</summary>
    public ClassWeighting ClassWeights { get; init; } = Settings.Recipe.Default.ClassWeights;

    /// <summary>Epochs without a better one after which the training of the head and fine-tuning end, 0 (all epochs, the default) to 10000.</summary>
    public int Patience { get; init; }

    /// <summary>
    /// True to scale the outputs so that a score is the probability of being right (Guo et al. 2017), measured on the validation images; default that of the
    /// recipe.
    /// </summary>
    public bool CalibrateScores { get; init; } = Settings.Recipe.Default.CalibrateScores;

    /// <summary>
    /// Stored views per training image, 1 (the plain image) to 32; further ones are seeded augmentations. Default that of the recipe.
    /// </summary>
    public int Views { get; init; } = Settings.Recipe.Default.Views;

    /// <summary>
    /// The variants to write, one .tflite each from one training, each once; the first is the one that <c>Load()</c> takes.
    /// Default <see cref="NumberFormat.Float32"/> alone.
    /// </summary>
    public IReadOnlyList<NumberFormat> Quantization { get; init; } = [NumberFormat.Float32];

    /// <summary>Number type of the int8 variant's input; default <see cref="InferenceType.Float32"/>.</summary>
    public InferenceType InferenceInputType { get; init; } = InferenceType.Float32;

    /// <summary>Number type of the int8 variant's output; default <see cref="InferenceType.Float32"/>.</summary>
    public InferenceType InferenceOutputType { get; init; } = InferenceType.Float32;

    /// <summary>Training images that calibrate the quantized variants, 1 to 10000; default 200.</summary>
    public int CalibrationImages { get; init; } = DefaultCalibrationImages;

    /// <summary>File formats in which the float32 and int8 variants are also written; default none.</summary>
    public IReadOnlyList<ExportFormat> Export { get; init; } = [];

    /// <summary>True to embed every variant and not only the first; default false.</summary>
    public bool EmbedAll { get; init; }

    /// <summary>The build fails when a written model's validation accuracy is below this, 0 to 1; default 0.</summary>
    public double MinAccuracy { get; init; }

    /// <summary>The build fails when a variant's accuracy is less than float32's by more than this, 0 to 1; null (default): not checked.</summary>
    public double? MaxQuantizationDrop { get; init; }

    /// <summary>The build fails when a written model has more bytes than this; null (default): not checked.</summary>
    public long? MaxModelSize { get; init; }

    /// <summary>The build fails when a written model recognizes a smaller fraction of a class's validation images, 0 to 1; default 0.</summary>
    public double MinClassRecall { get; init; }

    /// <summary>
    /// The build fails when more validation images than this were right with the previous model and are wrong now, 0 or more; null (default): not checked.
    /// </summary>
    public int? MaxRegression { get; init; }

    /// <summary>
    /// File with the answers of the model that <see cref="MaxRegression"/> compares with, relative to the project; null (default): the last model that
    /// passed all checks in the intermediate folder.
    /// </summary>
    public string? Baseline { get; init; }

    /// <summary>Semantic version of the model; default 1.0.0.</summary>
    public string Version { get; init; } = DefaultVersion;

    /// <summary>Author in the model's metadata; null (default): none.</summary>
    public string? Author { get; init; }

    /// <summary>License in the model's metadata; null (default): none.</summary>
    public string? License { get; init; }

    /// <summary>Description in the model's metadata; null (default): one that names the classes.</summary>
    public string? Description { get; init; }

    /// <summary>Name of the generated class; default the item's name.</summary>
    public required string ClassName { get; init; }

    /// <summary>Namespace of the generated class; default the project's root namespace; empty = global namespace.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Name of the embedded resource of the first variant; default the item's name + <c>.tflite</c>.</summary>
    public required string LogicalName { get; init; }

    /// <summary>
    /// When every variant's .tflite, NAME.labels.txt and NAME.provenance.json are copied to the output folder; default <see cref="OutputCopy.Never"/>.
    /// <c>CopyToOutput="true"</c> is short for <see cref="OutputCopy.PreserveNewest"/>.
    /// </summary>
    public OutputCopy CopyToOutputDirectory { get; init; } = OutputCopy.Never;

    /// <summary>The variants that are exported: none, or float32 and int8 as far as <see cref="Quantization"/> names them.</summary>
    public IReadOnlyList<NumberFormat> Exported =>
        Export.Count == 0 ? [] : [.. Quantization.Where(format => format is NumberFormat.Float32 or NumberFormat.Int8)];

    /// <summary>The variants that the program carries: the first, or with <see cref="EmbedAll"/> all.</summary>
    public IReadOnlyList<NumberFormat> Embedded => EmbedAll ? Quantization : [Quantization[0]];

    /// <summary>What is known of the base network.</summary>
    /// <exception cref="InvalidOperationException">There is no network called <see cref="BaseModel"/>.</exception>
    public NetworkDescription Network => NetworkCatalog.Find(BaseModel) ?? throw new InvalidOperationException($"there is no network {BaseModel}");

    /// <summary>True unless <see cref="FineTuneEpochs"/> is 0.</summary>
    public bool IsFineTuned => FineTuneEpochs != 0;

    /// <summary>True where <see cref="BaseWeights"/> is <c>none</c>: the whole network is trained, from random weights.</summary>
    public bool FromScratch => string.Equals(BaseWeights, "none", StringComparison.OrdinalIgnoreCase);

    // The generated text of all members would take kilobytes of a package that has to stay small.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(Name);
        return true;
    }
}
