using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Pipeline.Tests.Settings;

public sealed class ModelSettingsParserTests
{
    [Fact]
    public void Every_setting_has_its_documented_default()
    {
        var (settings, diagnostics) = Parse(("Dataset", "photos"));
        Assert.Empty(diagnostics);
        Assert.Equal([NumberFormat.Float32], settings.Quantization);
        Assert.Equal(
            new ModelSettings
            {
                Name = "Flowers",
                Dataset = "photos",
                Sha256 = null,
                ValidationSplit = 0.2,
                Split = SplitRule.Content,
                Seed = 1,
                BaseModel = "MobileNetV2",
                Alpha = 1,
                ImageSize = 224,
                BaseWeights = "imagenet",
                Recipe = RecipeName.Default,
                Effort = Effort.Default,
                Head = HeadKind.Linear,
                Epochs = null,
                BatchSize = null,
                LearningRate = 0.001,
                Dropout = 0.2,
                FineTuneEpochs = null,
                FineTuneFrom = "100",
                FineTuneLearningRate = 0.001,
                FineTuneBatchNorm = BatchNormMode.Inference,
                FineTuneSchedule = LearningRateSchedule.Cosine,
                FineTuneWarmUp = 0.1,
                WeightDecay = 0.01,
                LabelSmoothing = 0.1,
                Mixup = 0.2,
                WeightAverage = 0.99,
                FineTuneShare = null,
                ClassWeights = ClassWeighting.Balanced,
                Patience = 0,
                CalibrateScores = true,
                Views = 4,
                Quantization = settings.Quantization,
                InferenceInputType = InferenceType.Float32,
                InferenceOutputType = InferenceType.Float32,
                CalibrationImages = 200,
                EmbedAll = false,
                MinAccuracy = 0,
                MaxQuantizationDrop = null,
                MaxModelSize = null,
                MinClassRecall = 0,
                MaxRegression = null,
                Baseline = null,
                Author = null,
                License = null,
                Description = null,
                Version = "1.0.0",
                ClassName = "Flowers",
                Namespace = "Garden",
                LogicalName = "Flowers.tflite",
                CopyToOutputDirectory = OutputCopy.Never,
            },
            settings);
    }

    [Theory]
    [InlineData("0.35", "128", "embedded")]
    [InlineData("0.35", "160", "imagenet")]
    [InlineData("0.5", "128", "imagenet")]
    public void The_embedded_base_is_the_default_only_for_its_own_size(string alpha, string imageSize, string expected)
    {
        var (settings, diagnostics) = Parse(("Dataset", "photos"), ("Alpha", alpha), ("ImageSize", imageSize));
        Assert.Empty(diagnostics);
        Assert.Equal(expected, settings.BaseWeights);
    }

    [Fact]
    public void From_scratch_the_whole_network_is_trained_by_default()
    {
        var (settings, diagnostics) = Parse(("Dataset", "photos"), ("BaseWeights", "None"));
        Assert.Empty(diagnostics);
        Assert.True(settings.FromScratch);
        Assert.Equal(
            ("0", 0.001, BatchNormMode.Training), (settings.FineTuneFrom, settings.FineTuneLearningRate, settings.FineTuneBatchNorm));
    }

    [Fact]
    public void The_tutorial_s_recipe_is_its_protocol()
    {
        var (settings, diagnostics) = Parse(("Dataset", "photos"), ("Recipe", "Tutorial"));
        Assert.Empty(diagnostics);
        var protocol = settings with
        {
            Recipe = RecipeName.Tutorial,
            Head = HeadKind.Conv,
            Epochs = 10,
            BatchSize = 64,
            LearningRate = 0.001,
            Dropout = 0.2,
            FineTuneEpochs = 5,
            FineTuneFrom = "100",
            FineTuneLearningRate = 0.00001,
            FineTuneBatchNorm = BatchNormMode.Inference,
            FineTuneSchedule = LearningRateSchedule.Constant,
            FineTuneWarmUp = 0,
            WeightDecay = 0,
            LabelSmoothing = 0,
            Mixup = 0,
            WeightAverage = 0,
            FineTuneShare = 1,
            ClassWeights = ClassWeighting.None,
            CalibrateScores = false,
            Views = 1,
        };
        Assert.Equal(protocol, settings);
    }

    [Theory]
    [InlineData("Mixup", "0.4")]
    [InlineData("Head", "linear")]
    [InlineData("FineTuneEpochs", "7")]
    public void Any_metadatum_overrides_a_recipe(string name, string value)
    {
        var of = Parse(("Dataset", "photos"), ("Recipe", "tutorial")).Settings;
        var changed = Parse(("Dataset", "photos"), ("Recipe", "tutorial"), (name, value)).Settings;
        var settings = typeof(ModelSettings).GetProperties().Where(property => property.SetMethod is not null && property.Name != "Quantization");
        Assert.Equal([name], settings.Where(property => !Equals(property.GetValue(of), property.GetValue(changed))).Select(property => property.Name));
    }

    [Fact]
    public void A_quick_training_trains_only_a_head()
    {
        var settings = Parse(("Dataset", "photos"), ("Effort", "quick")).Settings;
        Assert.Equal((HeadKind.Linear, 0, 1), (settings.Head, settings.FineTuneEpochs, settings.Views));
    }

    [Fact]
    public void Training_from_scratch_requires_fine_tuning()
    {
        var (_, diagnostics) = Parse(("Dataset", "photos"), ("BaseWeights", "none"), ("FineTuneEpochs", "0"));
        Assert.Equal(Codes.IncompatibleSettings, Assert.Single(diagnostics).Code);
    }

    [Fact]
    public void From_scratch_explicit_settings_still_apply()
    {
        var (settings, _) = Parse(
            ("Dataset", "photos"),
            ("BaseWeights", "none"),
            ("FineTuneFrom", "block_3_expand"),
            ("FineTuneLearningRate", "0.01"),
            ("FineTuneBatchNorm", "inference"));
        Assert.Equal(
            ("block_3_expand", 0.01, BatchNormMode.Inference),
            (settings.FineTuneFrom, settings.FineTuneLearningRate, settings.FineTuneBatchNorm));
    }

    // Every property that is read from metadata: its name, the text and the expected value.
    public static TheoryData<string, string, object> Written => new()
    {
        { "Dataset", "other", "other" },
        { "Sha256", new string('A', 64), new string('a', 64) },
        { "ValidationSplit", "0.3", 0.3 },
        { "Split", "keras", SplitRule.Keras },
        { "Split", "CONTENT", SplitRule.Content },
        { "Seed", "7", 7 },
        { "BaseModel", "mobilenetv2", "MobileNetV2" },
        { "Alpha", "0.35", 0.35 },
        { "ImageSize", "96", 96 },
        { "BaseWeights", "base.h5", "base.h5" },
        { "Recipe", "Tutorial", RecipeName.Tutorial },
        { "Effort", "thorough", Effort.Thorough },
        { "Head", "conv", HeadKind.Conv },
        { "Epochs", "1", 1 },
        { "BatchSize", "1024", 1024 },
        { "LearningRate", "1e-4", 1e-4 },
        { "Dropout", "0", 0.0 },
        { "FineTuneEpochs", "0", 0 },
        { "FineTuneFrom", "120", "120" },
        { "FineTuneLearningRate", "2E-4", 2e-4 },
        { "FineTuneBatchNorm", "Training", BatchNormMode.Training },
        { "FineTuneSchedule", "constant", LearningRateSchedule.Constant },
        { "FineTuneWarmUp", "0.5", 0.5 },
        { "WeightDecay", "0", 0.0 },
        { "LabelSmoothing", "0.9", 0.9 },
        { "Mixup", "1", 1.0 },
        { "WeightAverage", "0.9999", 0.9999 },
        { "FineTuneShare", "0.5", 0.5 },
        { "ClassWeights", "none", ClassWeighting.None },
        { "Patience", "3", 3 },
        { "CalibrateScores", "false", false },
        { "Views", "32", 32 },
        { "Quantization", "int8", new[] { NumberFormat.Int8 } },
        { "Quantization", "Dynamic;NONE", new[] { NumberFormat.Dynamic, NumberFormat.Float32 } },
        { "Quantization", "none,float16, int8", new[] { NumberFormat.Float32, NumberFormat.Float16, NumberFormat.Int8 } },
        { "Quantization", ";\n  dynamic;\n  int8;\n", new[] { NumberFormat.Dynamic, NumberFormat.Int8 } },
        { "InferenceInputType", "UINT8", InferenceType.UInt8 },
        { "InferenceOutputType", "int8", InferenceType.Int8 },
        { "CalibrationImages", "1", 1 },
        { "Export", "onnx", new[] { ExportFormat.Onnx } },
        { "EmbedAll", "true", true },
        { "MaxQuantizationDrop", "0.01", 0.01 },
        { "MaxQuantizationDrop", "0", 0.0 },
        { "MinClassRecall", "0.7", 0.7 },
        { "MaxRegression", "0", 0 },
        { "MaxRegression", "12", 12 },
        { "Baseline", "flowers.answers.json", "flowers.answers.json" },
        { "MaxModelSize", "300000", 300_000L },
        { "MaxModelSize", "900KB", 900_000L },
        { "MaxModelSize", "1.5 mb", 1_500_000L },
        { "MaxModelSize", "1KiB", 1024L },
        { "MaxModelSize", "3MiB", 3_145_728L },
        { "Author", "A gardener", "A gardener" },
        { "License", "MIT", "MIT" },
        { "Description", "Names flowers; all of them.", "Names flowers; all of them." },
        { "MinAccuracy", "1", 1.0 },
        { "Version", "2.1.0-beta", "2.1.0-beta" },
        { "ClassName", "Roses", "Roses" },
        { "Namespace", "A.B", "A.B" },
        { "LogicalName", "x.bin", "x.bin" },
        { "CopyToOutputDirectory", "always", OutputCopy.Always },
        { "epochs", " 12 ", 12 },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void An_explicit_value_is_used(string name, string value, object expected)
    {
        (string, string)[] others = name switch
        {
            "Dataset" => [],
            "InferenceInputType" or "InferenceOutputType" or "CalibrationImages" => [("Dataset", "photos"), ("Quantization", "int8")],
            "Baseline" => [("Dataset", "photos"), ("MaxRegression", "0")],
            _ => [("Dataset", "photos")],
        };
        var (settings, diagnostics) = Parse([.. others, (name, value)]);
        Assert.Empty(diagnostics);
        var property = typeof(ModelSettings).GetProperties().Single(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(expected, property.GetValue(settings));
    }

    [Fact]
    public void A_baseline_that_nothing_reads_is_an_error()
    {
        var error = Assert.Single(Parse(("Dataset", "photos"), ("Baseline", "answers.json")).Diagnostics);
        Assert.Equal(Codes.IncompatibleSettings, error.Code);
        Assert.Contains("has a Baseline, which only MaxRegression reads", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_explicit_values_contains_every_setting()
    {
        var settable = typeof(ModelSettings).GetProperties()
            .Where(property => property.SetMethod is not null && property.Name is not nameof(ModelSettings.Name))
            .Select(property => property.Name);
        Assert.Empty(settable.Except(Written.Select(row => row.Data.Item1), StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("ValidationSplit", "0", "from 0.01 to 0.9")]
    [InlineData("ValidationSplit", "0,2", "decimal point")]
    [InlineData("ValidationSplit", "NaN", "from 0.01 to 0.9")]
    [InlineData("Split", "kears", "did you mean 'keras'?")]
    [InlineData("Seed", "-1", "from 0 to 2147483647")]
    [InlineData("BaseModel", "MobilNetV2", "; did you mean 'MobileNetV2'?")]
    [InlineData("BaseModel", "VGG16", "Write MobileNetV2, EfficientNetLite0, EfficientNetV2B0, MobileNetV1, ")]
    [InlineData("Alpha", "2", "from 0.35 to 1.4")]
    [InlineData("ImageSize", "16", "from 32 to 1024")]
    [InlineData("ImageSize", "224.5", "whole number")]
    [InlineData("Head", "dense", "conv, linear")]
    [InlineData("Head", "1", "conv, linear")]
    [InlineData("Epochs", "0", "from 1 to 10000")]
    [InlineData("Epochs", "ten", "whole number")]
    [InlineData("BatchSize", "1025", "from 1 to 1024")]
    [InlineData("LearningRate", "0", "from 1E-08 to 1")]
    [InlineData("LearningRate", "Infinity", "from 1E-08 to 1")]
    [InlineData("Dropout", "0.95", "from 0 to 0.9")]
    [InlineData("FineTuneEpochs", "-1", "from 0 to 10000")]
    [InlineData("FineTuneFrom", "155", "the index of a layer of MobileNetV2, 0 to 154, or its name in Keras, for example 'block_11_expand_BN'.")]
    [InlineData("FineTuneFrom", "-1", "0 to 154")]
    [InlineData("FineTuneFrom", "block_11_expnd", "did you mean 'block_11_expand'?")]
    [InlineData("FineTuneFrom", "Block_11", "did you mean 'block_11'?")]
    [InlineData("FineTuneFrom", "block_99", "did you mean 'block_9'?")]
    [InlineData("FineTuneFrom", "conv_dw_10", "or its name in Keras")]
    [InlineData("FineTuneBatchNorm", "eval", "inference, training")]
    [InlineData("Views", "33", "from 1 to 32")]
    [InlineData("Quantization", "int4", "one or more of float32, float16, dynamic, int8, separated by ';', instead of 'int4'; did you mean 'int8'?")]
    [InlineData("Quantization", "none;flaot16", "did you mean 'float16'?")]
    [InlineData("Quantization", "flaot32", "did you mean 'float32'?")]
    [InlineData("Quantization", "int8;none;INT8", "Write 'INT8' once")]
    [InlineData("Quantization", "3", "instead of '3'")]
    [InlineData("MaxQuantizationDrop", "2", "from 0 to 1")]
    [InlineData("MaxModelSize", "0", "number of bytes")]
    [InlineData("MaxModelSize", "-1", "number of bytes")]
    [InlineData("MaxModelSize", "3GB", "KB, MB, KiB or MiB")]
    [InlineData("MaxModelSize", "MB", "KB, MB, KiB or MiB")]
    [InlineData("EmbedAll", "yes", "'true' or 'false'")]
    [InlineData("MinAccuracy", "85", "from 0 to 1")]
    [InlineData("MinClassRecall", "70", "from 0 to 1")]
    [InlineData("MaxRegression", "-1", "a whole number from 0 to")]
    [InlineData("CopyToOutput", "yes", "'true' or 'false'")]
    [InlineData("CopyToOutputDirectory", "Alway", "Never, PreserveNewest, IfDifferent, Always; did you mean 'Always'?")]
    [InlineData("Sha256", "abc", "64 hexadecimal digits")]
    public void An_invalid_value_is_reported_with_the_valid_ones(string name, string value, string advice)
    {
        var error = Assert.Single(Parse(("Dataset", "photos"), (name, value)).Diagnostics);
        Assert.Equal((Severity.Error, Codes.InvalidValue, "garden.csproj"), (error.Severity, error.Code, error.File));
        Assert.StartsWith($"{name}=\"{value}\" of FlowerModel 'Flowers'", error.Text, StringComparison.Ordinal);
        Assert.Contains(advice, error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Alpha", "1.3", "from 0.25 to 1")]
    [InlineData("FineTuneFrom", "block_14", "did you mean 'block_1'?")]
    [InlineData("FineTuneFrom", "86", "the index of a layer of MobileNetV1, 0 to 85")]
    public void Limits_and_layers_depend_on_the_network(string name, string value, string advice)
    {
        var error = Assert.Single(Parse(("Dataset", "photos"), ("BaseModel", "MobileNetV1"), (name, value)).Diagnostics);
        Assert.Equal((Severity.Error, Codes.InvalidValue, "garden.csproj"), (error.Severity, error.Code, error.File));
        Assert.Contains(advice, error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_depend_on_the_network()
    {
        var (settings, diagnostics) = Parse(("Dataset", "photos"), ("BaseModel", "mobilenetv1"), ("Alpha", "0.25"), ("ImageSize", "128"));
        Assert.Empty(diagnostics);
        Assert.Equal(("MobileNetV1", "conv_dw_10", "imagenet"), (settings.BaseModel, settings.FineTuneFrom, settings.BaseWeights));
    }

    [Theory]
    [InlineData("MobileNetV2", "0.6", "224", "imagenet", "Alpha 0.35, 0.5, 0.75 or 1.0 with ImageSize 96, 128, 160, 192 or 224; Alpha 1.3 or 1.4 with ImageSize 224;")]
    [InlineData("MobileNetV2", "1.3", "192", "ImageNet", "for Alpha=1.3 ImageSize=192")]
    [InlineData("MobileNetV2", "0.5", "128", "embedded", "exists only for Alpha=0.35, not for Alpha=0.5")]
    [InlineData("MobileNetV1", "0.35", "224", "imagenet", "Alpha 0.25, 0.5, 0.75 or 1.0 with ImageSize 128, 160, 192 or 224;")]
    [InlineData("MobileNetV3Large", "1.0", "192", "imagenet", "Alpha 0.75 or 1.0 with ImageSize 224;")]
    [InlineData("MobileNetV1", "0.25", "128", "embedded", "selects the embedded base of MobileNetV1, which does not exist. Use BaseWeights=\"imagenet\".")]
    [InlineData("EfficientNetLite0", "1.0", "224", "imagenet", "There are no official ImageNet weights of EfficientNetLite0 in Keras' layout. ")]
    [InlineData("EfficientNetLite0", "1.0", "224", "", "Name a Keras .h5 or .keras file in BaseWeights, or train from scratch with BaseWeights=\"none\".")]
    [InlineData("EfficientNetLite0", "1.0", "224", "embedded", "which does not exist. Name a Keras file in BaseWeights.")]
    public void Nonexistent_weights_are_reported_during_validation(string network, string alpha, string imageSize, string weights, string advice)
    {
        var error = Assert.Single(Parse(
            ("Dataset", "photos"), ("BaseModel", network), ("Alpha", alpha), ("ImageSize", imageSize), ("BaseWeights", weights)).Diagnostics);
        Assert.Equal((Severity.Error, Codes.NoOfficialWeights, "garden.csproj"), (error.Severity, error.Code, error.File));
        Assert.Contains(advice, error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("lite0.h5")]
    public void A_network_without_published_weights_is_trained_from_scratch_or_from_a_file(string weights) =>
        Assert.Empty(Parse(("Dataset", "photos"), ("BaseModel", "EfficientNetLite0"), ("BaseWeights", weights)).Diagnostics);

    [Fact]
    public void An_unknown_network_is_the_only_error_reported()
    {
        var error = Assert.Single(Parse(("Dataset", "photos"), ("BaseModel", "MobileNet"), ("FineTuneFrom", "conv_dw_3")).Diagnostics);
        Assert.Contains("BaseModel=\"MobileNet\"", error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InferenceInputType", "tensor", "float32, uint8, int8")]
    [InlineData("InferenceOutputType", "unit8", "did you mean 'uint8'?")]
    [InlineData("CalibrationImages", "0", "from 1 to 10000")]
    public void An_invalid_value_of_an_int8_setting_is_reported(string name, string value, string advice)
    {
        var error = Assert.Single(Parse(("Dataset", "photos"), ("Quantization", "int8"), (name, value)).Diagnostics);
        Assert.Equal(Codes.InvalidValue, error.Code);
        Assert.Contains(advice, error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InferenceInputType", "uint8")]
    [InlineData("InferenceOutputType", "float32")]
    public void Settings_of_int8_models_require_an_int8_model(string name, string value)
    {
        var error = Assert.Single(Parse(("Dataset", "photos"), ("Quantization", "none;dynamic"), (name, value)).Diagnostics);
        Assert.Equal((Codes.IncompatibleSettings, "garden.csproj"), (error.Code, error.File));
        Assert.Contains($"has {name}, which belongs to an int8 model", error.Text, StringComparison.Ordinal);
        Assert.Contains("Add int8 to Quantization", error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MobileNetV2", "32", "linear", true)]
    [InlineData("MobileNetV2", "64", "conv", false)]
    [InlineData("MobileNetV2", "65", "conv", true)]
    [InlineData("MobileNetV1", "80", "conv", false)]
    [InlineData("MobileNetV1", "96", "conv", true)]
    [InlineData("MobileNetV1", "80", "linear", true)]
    public void An_image_size_must_leave_room_for_the_kernel_of_the_head(string network, string imageSize, string head, bool isLargeEnough)
    {
        var diagnostics = Parse(
            ("Dataset", "photos"), ("BaseModel", network), ("ImageSize", imageSize), ("Head", head), ("BaseWeights", "base.h5")).Diagnostics;
        if (isLargeEnough) Assert.Empty(diagnostics);
        else Assert.Equal(Codes.IncompatibleSettings, Assert.Single(diagnostics).Code);
    }

    [Theory]
    [InlineData("true", null, OutputCopy.PreserveNewest)]
    [InlineData("false", null, OutputCopy.Never)]
    [InlineData(null, "PreserveNewest", OutputCopy.PreserveNewest)]
    [InlineData(null, "IfDifferent", OutputCopy.IfDifferent)]
    [InlineData("true", "Always", OutputCopy.Always)]
    public void Copying_is_set_with_MSBuild_values_or_with_the_switch(string? toOutput, string? directory, OutputCopy expected)
    {
        var (settings, diagnostics) = Parse(("Dataset", "photos"), ("CopyToOutput", toOutput ?? ""), ("CopyToOutputDirectory", directory ?? ""));
        Assert.Empty(diagnostics);
        Assert.Equal(expected, settings.CopyToOutputDirectory);
    }

    [Fact]
    public void Copying_and_not_copying_contradict_each_other()
    {
        var error = Assert.Single(Parse(("Dataset", "photos"), ("CopyToOutput", "true"), ("CopyToOutputDirectory", "Never")).Diagnostics);
        Assert.Equal(Codes.InvalidValue, error.Code);
    }

    [Fact]
    public void The_former_name_of_a_setting_is_still_accepted()
    {
        var (settings, diagnostics) = Parse(("Dataset", "photos"), ("Quantization", "int8"), ("CalibrationPictures", "7"));
        Assert.Empty(diagnostics);
        Assert.Equal(7, settings.CalibrationImages);
    }

    [Fact]
    public void Export_requires_a_format_that_can_be_exported()
    {
        Assert.Equal([NumberFormat.Int8], Parse(("Dataset", "photos"), ("Quantization", "dynamic;int8"), ("Export", "onnx")).Settings.Exported);
        var error = Assert.Single(Parse(("Dataset", "photos"), ("Quantization", "float16;dynamic"), ("Export", "onnx")).Diagnostics);
        Assert.Equal(Codes.IncompatibleSettings, error.Code);
        Assert.Contains("has Export, which belongs to float32 and int8 models, but its Quantization names none", error.Text, StringComparison.Ordinal);
        Assert.Contains("onnx", Assert.Single(Parse(("Dataset", "photos"), ("Export", "onx")).Diagnostics).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void CalibrationImages_requires_a_quantized_model()
    {
        Assert.Empty(Parse(("Dataset", "photos"), ("Quantization", "float16"), ("CalibrationImages", "100")).Diagnostics);
        var error = Assert.Single(Parse(("Dataset", "photos"), ("Quantization", "none"), ("CalibrationImages", "100")).Diagnostics);
        Assert.Equal(Codes.IncompatibleSettings, error.Code);
        Assert.Contains("names none. Add int8, dynamic or float16 to Quantization", error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Epoch", "Did you mean 'Epochs'?")]
    [InlineData("Datset", "Did you mean 'Dataset'?")]
    [InlineData("FinetuneEpoch", "Did you mean 'FineTuneEpochs'?")]
    [InlineData("Zebra", "The known ones are Alpha, Author, Baseline, BaseModel, ")]
    public void An_unknown_name_is_reported_with_a_suggestion(string name, string advice)
    {
        var error = Assert.Single(Parse(("Dataset", "photos"), (name, "1")).Diagnostics);
        Assert.Equal((Severity.Error, Codes.UnknownMetadata), (error.Severity, error.Code));
        Assert.Contains(advice, error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_metadata_means_the_default()
    {
        var (settings, diagnostics) = Parse(("Dataset", "photos"), ("Epochs", ""), ("Head", "  "));
        Assert.Empty(diagnostics);
        Assert.Equal((null, HeadKind.Linear), (settings.Epochs, settings.Head));
    }

    [Fact]
    public void An_item_without_a_dataset_is_an_error() => Assert.Equal(Codes.NoDataset, Assert.Single(Parse().Diagnostics).Code);

    [Theory]
    [InlineData("ClassName", "my flowers", "ClassName=\"MyFlowers\"")]
    [InlineData("ClassName", "class", "ClassName=\"Class\"")]
    [InlineData("Namespace", "A..B", "identifiers and dots")]
    [InlineData("Namespace", "A.namespace", "identifiers and dots")]
    public void A_name_that_is_not_an_identifier_is_an_error(string name, string value, string advice)
    {
        var error = Assert.Single(Parse(("Dataset", "photos"), (name, value)).Diagnostics);
        Assert.Equal(Codes.InvalidClassName, error.Code);
        Assert.Contains(advice, error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_reported_at_once() => Assert.Equal(
        [Codes.InvalidValue, Codes.InvalidValue, Codes.UnknownMetadata, Codes.NoDataset],
        Parse(("Epochs", "x"), ("Alpha", "x"), ("Foo", "x")).Diagnostics.Select(d => d.Code));

    private static (ModelSettings Settings, IReadOnlyList<Diagnostic> Diagnostics) Parse(params (string Name, string Value)[] metadata) =>
        ModelSettingsParser.Parse(
            "Flowers", metadata.ToDictionary(m => m.Name, m => m.Value, StringComparer.OrdinalIgnoreCase), "Garden", "garden.csproj");
}
