namespace FlowerModel.Pipeline.Settings;

/// <summary>
/// What one stage may read of the settings. The same record is written into the trainer's request and into the stage's key, so a
/// setting that changes a stage's work cannot be missing from its key.
/// </summary>
public abstract record StageSettings;

/// <summary>Settings of the dataset stage (archives and lists; a plain folder needs none).</summary>
/// <param name="Source">How the dataset is given.</param>
/// <param name="Sha256">SHA-256 of the archive or list.</param>
/// <param name="Format">Version of the reader's rules.</param>
public sealed record DatasetSettings(string Source, string Sha256, int Format = 1) : StageSettings;

/// <summary>The base network and where its weights come from.</summary>
/// <param name="Model">Key of the network (<c>NetworkDescription.Key</c>).</param>
/// <param name="Alpha">Width multiplier.</param>
/// <param name="ImageSize">Side of the input image in pixels.</param>
/// <param name="Weights">SHA-256 of the Keras weights file, or <c>random:SEED</c>.</param>
public sealed record BaseSettings(string Model, double Alpha, int ImageSize, string Weights)
{
    /// <summary>The prefix of <see cref="Weights"/> for a network from scratch; a decimal seed follows.</summary>
    public const string RandomPrefix = "random:";

    /// <summary>The seed of random weights, or null where they come from a file.</summary>
    public int? RandomSeed() => Weights.StartsWith(RandomPrefix, StringComparison.Ordinal)
        ? int.Parse(Weights.Substring(RandomPrefix.Length), System.Globalization.CultureInfo.InvariantCulture)
        : null;
}

/// <summary>Settings of the features stage.</summary>
/// <param name="Base">The frozen base.</param>
/// <param name="Head">Decides whether feature maps (<c>conv</c>) or pooled features (<c>linear</c>) are kept.</param>
/// <param name="FineTuneFrom">Layer at whose block boundary activations are kept; null without fine-tuning.</param>
/// <param name="Views">Kept views an image.</param>
/// <param name="ViewSeed">Seed of the augmented views; null for plain images, which nothing random touches.</param>
public sealed record FeatureSettings(BaseSettings Base, HeadKind Head, string? FineTuneFrom, int Views, int? ViewSeed) : StageSettings;

/// <summary>Settings of head training.</summary>
/// <param name="Features">What the kept features were made with.</param>
/// <param name="Epochs">Epochs.</param>
/// <param name="BatchSize">Images a step.</param>
/// <param name="LearningRate">Adam's rate.</param>
/// <param name="Dropout">Dropout rate.</param>
/// <param name="Seed">Seed of the initial weights, order and dropout.</param>
public sealed record TrainSettings(FeatureSettings Features, int Epochs, int BatchSize, double LearningRate, double Dropout, int Seed) : StageSettings;

/// <summary>Settings of fine-tuning.</summary>
/// <param name="Features">What the kept boundary activations were made with.</param>
/// <param name="Epochs">Epochs; 0 joins base and head without training.</param>
/// <param name="From">First trainable layer, Keras index or name.</param>
/// <param name="BatchSize">Images a step.</param>
/// <param name="LearningRate">Adam's rate.</param>
/// <param name="Dropout">Dropout rate.</param>
/// <param name="BatchNorm">What BatchNorm layers do.</param>
/// <param name="Seed">Seed of order and dropout.</param>
public sealed record FineTuneSettings(
    FeatureSettings Features, int Epochs, string From, int BatchSize, double LearningRate, double Dropout, BatchNormMode BatchNorm, int Seed)
    : StageSettings;

/// <summary>Settings of the conversion.</summary>
/// <param name="Name">Name in the model's metadata.</param>
/// <param name="Version">Semantic version in the model's metadata.</param>
/// <param name="Base">The architecture to write.</param>
/// <param name="Head">The head to write.</param>
/// <param name="Author">Author in the model's metadata, or null.</param>
/// <param name="License">License in the model's metadata, or null.</param>
/// <param name="Description">Description in the model's metadata; null for one that names the classes.</param>
public sealed record ConvertSettings(
    string Name, string Version, BaseSettings Base, HeadKind Head, string? Author, string? License, string? Description) : StageSettings;

/// <summary>Settings of the quantization of one variant. What a variant does not read is null, so that it is in no key of its.</summary>
/// <param name="Kind">The variant; never <see cref="NumberFormat.Float32"/>, which the conversion writes.</param>
/// <param name="InputType">Number type of the input (int8 only).</param>
/// <param name="OutputType">Number type of the output (int8 only).</param>
/// <param name="CalibrationImages">Number of calibration images wanted.</param>
public sealed record QuantizeSettings(
    NumberFormat Kind, InferenceType? InputType, InferenceType? OutputType, int CalibrationImages) : StageSettings;

/// <summary>Settings of the evaluation: it has none of its own, the written model says all.</summary>
public sealed record EvaluateSettings : StageSettings;
