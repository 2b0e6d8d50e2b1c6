using FlowerModel.Networks;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Settings;

/// <summary>Turns an item's name and metadata into <see cref="ModelSettings"/>.</summary>
public static class ModelSettingsParser
{
    /// <summary>
    /// Reads one <c>&lt;FlowerModel/&gt;</c> item. Every fault is reported, not only the first; faulty values are replaced by their defaults.
    /// </summary>
    /// <param name="name">The item's <c>Include</c>.</param>
    /// <param name="metadata">The item's own metadata.</param>
    /// <param name="rootNamespace">Namespace of the generated class where the item names none.</param>
    /// <param name="projectFile">The project, to locate messages; may be null.</param>
    public static (ModelSettings Settings, IReadOnlyList<Diagnostic> Diagnostics) Parse(
        string name, IReadOnlyDictionary<string, string> metadata, string rootNamespace = "", string? projectFile = null)
    {
        var reader = new ItemMetadata(name, projectFile, metadata);
        var named = NetworkSettings.Read(reader);
        var network = named ?? NetworkCatalog.Default;
        var defaults = new ModelSettings
        {
            Name = name, Dataset = "", ClassName = name, Namespace = rootNamespace, LogicalName = name + ".tflite", BaseModel = network.Name,
        };
        var alpha = reader.Number("Alpha", defaults.Alpha, new(network.MinAlpha, network.MaxAlpha));
        var imageSize = reader.Integer("ImageSize", defaults.ImageSize, new(network.MinImageSize, network.MaxImageSize));
        var baseWeights = reader.Text("BaseWeights", DerivedDefaults.BaseWeights(network, alpha, imageSize));
        var (recipeName, effort) = (reader.Choice("Recipe", defaults.Recipe), reader.Choice("Effort", defaults.Effort));
        var recipe = Recipe.Of(recipeName, effort, (defaults with { BaseWeights = baseWeights }).FromScratch);
        var settings = defaults with
        {
            Dataset = reader.Text("Dataset", defaults.Dataset),
            Sha256 = reader.OptionalText("Sha256")?.ToLowerInvariant(),
            ValidationSplit = reader.Number("ValidationSplit", defaults.ValidationSplit, SettingLimits.ValidationSplit),
            Split = reader.Choice("Split", defaults.Split),
            Seed = reader.Integer("Seed", defaults.Seed, SettingLimits.Seed),
            Alpha = alpha,
            ImageSize = imageSize,
            BaseWeights = baseWeights,
            Recipe = recipeName,
            Effort = effort,
            Head = reader.Choice("Head", recipe.Head),
            Epochs = reader.OptionalInteger("Epochs", recipe.Epochs, SettingLimits.Epochs),
            BatchSize = reader.OptionalInteger("BatchSize", recipe.BatchSize, SettingLimits.BatchSize),
            LearningRate = reader.Number("LearningRate", defaults.LearningRate, SettingLimits.LearningRate),
            Dropout = reader.Number("Dropout", defaults.Dropout, SettingLimits.Dropout),
            FineTuneEpochs = reader.OptionalInteger("FineTuneEpochs", recipe.FineTuneEpochs, SettingLimits.FineTuneEpochs),
            FineTuneFrom = reader.Text("FineTuneFrom", recipe.FineTuneFromIn(network)),
            FineTuneLearningRate = reader.Number("FineTuneLearningRate", recipe.FineTuneLearningRate, SettingLimits.FineTuneLearningRate),
            FineTuneBatchNorm = reader.Choice("FineTuneBatchNorm", recipe.FineTuneBatchNorm),
            FineTuneSchedule = reader.Choice("FineTuneSchedule", recipe.FineTuneSchedule),
            FineTuneWarmUp = reader.Number("FineTuneWarmUp", recipe.FineTuneWarmUp, SettingLimits.FineTuneWarmUp),
            WeightDecay = reader.Number("WeightDecay", recipe.WeightDecay, SettingLimits.WeightDecay),
            LabelSmoothing = reader.Number("LabelSmoothing", recipe.LabelSmoothing, SettingLimits.LabelSmoothing),
            Mixup = reader.Number("Mixup", recipe.Mixup, SettingLimits.Mixup),
            WeightAverage = reader.Number("WeightAverage", recipe.WeightAverage, SettingLimits.WeightAverage),
            FineTuneShare = reader.OptionalNumber("FineTuneShare", recipe.FineTuneShare, SettingLimits.FineTuneShare),
            ClassWeights = reader.Choice("ClassWeights", recipe.ClassWeights),
            Patience = reader.Integer("Patience", defaults.Patience, SettingLimits.Patience),
            CalibrateScores = reader.Flag("CalibrateScores", recipe.CalibrateScores),
            Views = reader.Integer("Views", recipe.Views, SettingLimits.Views),
            Quantization = reader.Several("Quantization", defaults.Quantization),
            InferenceInputType = reader.Choice("InferenceInputType", defaults.InferenceInputType),
            InferenceOutputType = reader.Choice("InferenceOutputType", defaults.InferenceOutputType),
            CalibrationImages = reader.Integer("CalibrationImages", defaults.CalibrationImages, SettingLimits.CalibrationImages),
            Export = reader.Several("Export", defaults.Export),
            EmbedAll = reader.Flag("EmbedAll", defaults.EmbedAll),
            MinAccuracy = reader.Number("MinAccuracy", defaults.MinAccuracy, SettingLimits.MinAccuracy),
            MaxQuantizationDrop = reader.OptionalNumber("MaxQuantizationDrop", null, SettingLimits.MaxQuantizationDrop),
            MaxModelSize = reader.Size("MaxModelSize"),
            MinClassRecall = reader.Number("MinClassRecall", defaults.MinClassRecall, SettingLimits.MinClassRecall),
            MaxRegression = reader.OptionalInteger("MaxRegression", null, SettingLimits.MaxRegression),
            Baseline = reader.OptionalText("Baseline"),
            Version = reader.Text("Version", defaults.Version),
            Author = reader.OptionalText("Author"),
            License = reader.OptionalText("License"),
            Description = reader.OptionalText("Description"),
            ClassName = reader.Text("ClassName", defaults.ClassName),
            Namespace = reader.Text("Namespace", defaults.Namespace),
            LogicalName = reader.Text("LogicalName", defaults.LogicalName),
            CopyToOutputDirectory = CopyToOutputDirectory(reader, defaults.CopyToOutputDirectory),
        };
        reader.ReportUnknown();
        Check(settings, reader, projectFile);
        // Limits of another network than the one that was meant would only mislead.
        if (named is not null) NetworkSettings.Check(settings, named, reader, projectFile);
        return (settings, reader.Diagnostics);
    }

    private static OutputCopy CopyToOutputDirectory(ItemMetadata reader, OutputCopy fallback)
    {
        var copy = reader.Choice("CopyToOutputDirectory", fallback);
        if (!reader.Flag("CopyToOutput", false)) return copy;
        if (reader.Has("CopyToOutputDirectory") && copy == OutputCopy.Never)
            reader.Invalid("CopyToOutput", "true", "'false', since CopyToOutputDirectory says Never");
        return copy == OutputCopy.Never ? OutputCopy.PreserveNewest : copy;
    }

    private static void Check(ModelSettings settings, ItemMetadata reader, string? projectFile)
    {
        if (settings.Dataset.Length == 0)
        {
            reader.Diagnostics.Add(Diagnostic.Error(
                Codes.NoDataset,
                $"FlowerModel '{settings.Name}' has no Dataset. Write Dataset=\"photos\", a folder with one sub-folder of images per class, "
                + "or name an archive or a CSV list.",
                projectFile));
        }

        if (settings.Sha256 is { } sha256 && !Hashing.IsSha256(sha256)) reader.Invalid("Sha256", sha256, "the 64 hexadecimal digits of the archive's SHA-256");
        if (settings.FromScratch && !settings.IsFineTuned)
        {
            reader.Diagnostics.Add(Diagnostic.Error(
                Codes.IncompatibleSettings,
                $"FlowerModel '{settings.Name}' has BaseWeights=\"none\" and FineTuneEpochs=\"0\": the base would stay random and learn nothing. "
                + "Give it FineTuneEpochs, or base weights.",
                projectFile));
        }

        if (settings is { Baseline: not null, MaxRegression: null })
        {
            reader.Diagnostics.Add(Diagnostic.Error(
                Codes.IncompatibleSettings,
                $"FlowerModel '{settings.Name}' has a Baseline, which only MaxRegression reads. Add MaxRegression=\"0\", or remove Baseline.",
                projectFile));
        }

        CheckHead(settings, reader, projectFile);
        foreach (var name in (string[])["InferenceInputType", "InferenceOutputType"])
            CheckReader(name, "an int8 model", "int8", NumberFormat.Int8);
        CheckReader(
            "CalibrationImages", "quantized models", "int8, dynamic or float16",
            NumberFormat.Int8, NumberFormat.Dynamic, NumberFormat.Float16);
        CheckReader("Export", "float32 and int8 models", "float32 or int8", NumberFormat.Float32, NumberFormat.Int8);

        if (!CSharpName.IsIdentifier(settings.ClassName))
        {
            reader.Diagnostics.Add(Diagnostic.Error(
                Codes.InvalidClassName,
                $"'{settings.ClassName}' cannot be the name of a C# class. Give FlowerModel '{settings.Name}' a ClassName, "
                + $"for example ClassName=\"{CSharpName.ToIdentifier(settings.ClassName)}\".",
                projectFile));
        }

        if (settings.Namespace.Length > 0 && !CSharpName.IsNamespace(settings.Namespace))
        {
            reader.Diagnostics.Add(Diagnostic.Error(
                Codes.InvalidClassName,
                $"'{settings.Namespace}' cannot be a C# namespace. Give FlowerModel '{settings.Name}' a Namespace made of identifiers and dots.",
                projectFile));
        }

        // A value that no variant reads is a mistake, not a wish.
        void CheckReader(string name, string readers, string kind, params NumberFormat[] kinds)
        {
            if (!reader.Has(name) || settings.Quantization.Intersect(kinds).Any()) return;
            reader.Diagnostics.Add(Diagnostic.Error(
                Codes.IncompatibleSettings,
                $"FlowerModel '{settings.Name}' has {name}, which belongs to {readers}, "
                + $"but its Quantization names {(kinds.Length > 1 ? "none" : "no " + kind)}. "
                + $"Add {kind} to Quantization, or remove {name}.",
                projectFile));
        }
    }

    // The convolution of the tutorial's head has no padding, so it needs a map at least as large as its kernel.
    private static void CheckHead(ModelSettings settings, ItemMetadata reader, string? projectFile)
    {
        const int KernelSize = 3;
        var (height, _, _) = settings.Network.At(settings.Alpha, settings.ImageSize).Output;
        if (settings.Head != HeadKind.Conv || height >= KernelSize) return;
        reader.Diagnostics.Add(Diagnostic.Error(
            Codes.IncompatibleSettings,
            $"FlowerModel '{settings.Name}' has ImageSize=\"{settings.ImageSize}\", too small for its convolutional head. "
            + "Use a larger ImageSize (96 or more), or Head=\"linear\".",
            projectFile));
    }
}
