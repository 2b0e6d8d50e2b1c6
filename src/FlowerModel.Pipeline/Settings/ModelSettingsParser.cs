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
        var alpha = reader.Number("Alpha", 1.0, network.MinAlpha, network.MaxAlpha);
        var imageSize = reader.Integer("ImageSize", 224, network.MinImageSize, network.MaxImageSize);
        var baseWeights = reader.Text("BaseWeights", EmbeddedBase.IsDefaultFor(network, alpha, imageSize) ? EmbeddedBase.Name : OfficialWeights.Name);
        var fromScratch = string.Equals(baseWeights, "none", StringComparison.OrdinalIgnoreCase);
        var head = reader.Choice("Head", HeadKind.Conv);
        var settings = new ModelSettings
        {
            Name = name,
            Dataset = reader.Text("Dataset", ""),
            Sha256 = reader.OptionalText("Sha256")?.ToLowerInvariant(),
            ValidationSplit = reader.Number("ValidationSplit", 0.2, 0.01, 0.9),
            Split = reader.Choice("Split", SplitRule.Content),
            Seed = reader.Integer("Seed", 1, 0, int.MaxValue),
            BaseModel = network.Name,
            Alpha = alpha,
            ImageSize = imageSize,
            BaseWeights = baseWeights,
            Head = head,
            Epochs = reader.Integer("Epochs", 10, 1, 10_000),
            BatchSize = reader.Integer("BatchSize", 64, 1, 1024),
            LearningRate = reader.Number("LearningRate", 1e-3, 1e-8, 1),
            Dropout = reader.Number("Dropout", 0.2, 0, 0.9),
            FineTuneEpochs = reader.Integer("FineTuneEpochs", 5, 0, 10_000),
            FineTuneFrom = reader.Text("FineTuneFrom", fromScratch ? "0" : network.FineTuneFrom),
            FineTuneLearningRate = reader.Number("FineTuneLearningRate", FineTuneRate(fromScratch, head), 1e-8, 1),
            FineTuneBatchNorm = reader.Choice("FineTuneBatchNorm", fromScratch ? BatchNormMode.Training : BatchNormMode.Inference),
            Views = reader.Integer("Views", 1, 1, 32),
            Quantization = reader.Several("Quantization", NumberFormat.Float32),
            InferenceInputType = reader.Choice("InferenceInputType", InferenceType.Float32),
            InferenceOutputType = reader.Choice("InferenceOutputType", InferenceType.Float32),
            CalibrationImages = reader.Integer("CalibrationImages", ModelSettings.DefaultCalibrationImages, 1, 10_000),
            EmbedAll = reader.Flag("EmbedAll", false),
            MinAccuracy = reader.Number("MinAccuracy", 0, 0, 1),
            MaxQuantizationDrop = reader.OptionalNumber("MaxQuantizationDrop", 0, 1),
            MaxModelSize = reader.Size("MaxModelSize"),
            Version = reader.Text("Version", "1.0.0"),
            Author = reader.OptionalText("Author"),
            License = reader.OptionalText("License"),
            Description = reader.OptionalText("Description"),
            ClassName = reader.Text("ClassName", name),
            Namespace = reader.Text("Namespace", rootNamespace),
            LogicalName = reader.Text("LogicalName", name + ".tflite"),
            CopyToOutputDirectory = CopyToOutputDirectory(reader),
        };
        reader.ReportUnknown();
        Check(settings, reader, projectFile);
        // Limits of another network than the one that was meant would only mislead.
        if (named is not null) NetworkSettings.Check(settings, named, reader, projectFile);
        return (settings, reader.Diagnostics);
    }

    // The tutorial's rate is right for its own head; a linear head has less to lose and gains from ten times as much (docs/results.md).
    private static double FineTuneRate(bool fromScratch, HeadKind head) => (fromScratch, head) switch
    {
        (true, _) => 1e-3,
        (_, HeadKind.Linear) => 1e-4,
        _ => 1e-5,
    };

    private static OutputCopy CopyToOutputDirectory(ItemMetadata reader)
    {
        var copy = reader.Choice("CopyToOutputDirectory", OutputCopy.Never);
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
                $"FlowerModel '{settings.Name}' has no Dataset. Write Dataset=\"photos\", a folder with one sub-folder of images a class, "
                + "or name an archive or a CSV list.",
                projectFile));
        }

        if (settings.Sha256 is { } sha256 && !Hashing.IsSha256(sha256)) reader.Invalid("Sha256", sha256, "the 64 hexadecimal digits of the archive's SHA-256");
        if (settings.FromScratch && settings.FineTuneEpochs == 0)
        {
            reader.Diagnostics.Add(Diagnostic.Error(
                Codes.IncompatibleSettings,
                $"FlowerModel '{settings.Name}' has BaseWeights=\"none\" and FineTuneEpochs=\"0\": the base would stay random and learn nothing. "
                + "Give it FineTuneEpochs, or base weights.",
                projectFile));
        }

        foreach (var name in (string[])["InferenceInputType", "InferenceOutputType"])
            CheckReader(name, "an int8 model", "int8", NumberFormat.Int8);
        CheckReader(
            "CalibrationImages", "quantized models", "int8, dynamic or float16",
            NumberFormat.Int8, NumberFormat.Dynamic, NumberFormat.Float16);

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
}
