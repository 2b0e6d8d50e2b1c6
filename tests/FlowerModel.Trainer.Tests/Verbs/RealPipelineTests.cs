using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Pipeline.Variants;
using FlowerModel.Runtime;
using FlowerModel.Testing;
using FlowerModel.Tflite;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Reporting;
using FlowerModel.Trainer.Tests.Data;
using FlowerModel.Trainer.Tests.Onnx;

namespace FlowerModel.Trainer.Tests.Verbs;

/// <summary>The whole pipeline with the real trainer as a separate process, as the build tasks run it, on drawn flowers and a real base.</summary>
[Trait("Speed", "Slow")]
public sealed class RealPipelineTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly RecordingLog log = new();

    public RealPipelineTests()
    {
        foreach (var label in (string[])["daisy", "roses", "sunflowers"])
        {
            Directory.CreateDirectory(folder["photos", label]);
            for (var number = 1; number <= 30; number++) CopyImage(label, number);
        }
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_written_model_has_the_same_accuracy_as_in_training()
    {
        Run(Settings());

        var evaluation = Pipeline.Artifacts.Evaluation.FromJson(File.ReadAllText(Artifact("evaluate", Pipeline.Artifacts.Evaluation.FileName)));
        var fineTuning = HistoryFile.Read(folder["state", "fine-tune-history.json"])[^1].History;
        Assert.Equal(fineTuning.Best.ValidationAccuracy, evaluation.Accuracy(), 1e-9);
        Assert.InRange(evaluation.Accuracy(), 0.6, 1);
        Assert.Equal(evaluation.Images, evaluation.Confusion.Sum(row => row.Sum()));
        Assert.True(File.Exists(folder["state", "fine-tune-learning-curves.png"]));
        using var classifier = ImageClassifier.Load(Artifact("convert", ArtifactNames.Model));
        Assert.Equal(["daisy", "roses", "sunflowers"], classifier.Labels);
        Assert.Equal(("Flowers", "1.2.3"), (classifier.Name, classifier.Version));
    }

    [Fact]
    public void The_default_recipe_is_at_least_as_good_as_the_tutorial_and_calibrates_its_scores()
    {
        var (tutorial, _) = Trained("tutorial");
        var (recipe, calibration) = Trained("default");

        Assert.InRange(recipe.Accuracy(), tutorial.Accuracy(), 1);
        Assert.NotEqual(1, calibration.Temperature);
        Assert.InRange(calibration.Error, 0, calibration.ErrorBefore);
        using var classifier = ImageClassifier.Load(Artifact("convert", ArtifactNames.Model));
        Assert.Equal(calibration.UnknownThreshold, classifier.UnknownThreshold!.Value, 1e-6);

        (Pipeline.Artifacts.Evaluation, CalibrationReport) Trained(string recipe)
        {
            var weights = ReferenceData.Weights("mobilenet_v2_0.35_224_no_top.h5");
            var (settings, faults) = ModelSettingsParser.Parse(
                "Flowers",
                new Dictionary<string, string>
                {
                    ["Dataset"] = "photos", ["BaseWeights"] = weights, ["Alpha"] = "0.35", ["ImageSize"] = "128", ["Recipe"] = recipe,
                });
            Assert.Empty(faults);
            Run(settings);
            return (
                Pipeline.Artifacts.Evaluation.FromJson(File.ReadAllText(Artifact("evaluate", Pipeline.Artifacts.Evaluation.FileName))),
                CalibrationReport.FromJson(File.ReadAllText(Artifact("fine-tune", CalibrationReport.FileName))));
        }
    }

    [Fact]
    public void Each_variant_is_smaller_than_float32_nearly_as_accurate_and_made_from_the_same_training()
    {
        Run(Settings());
        log.Lines.Clear();
        var settings = Settings() with
        {
            Quantization = [NumberFormat.Int8, NumberFormat.Float16, NumberFormat.Dynamic],
            InferenceInputType = InferenceType.UInt8,
            CalibrationImages = 30,
        };
        Run(settings);
        Assert.Equal(7, log.Lines.Count(line => line.StartsWith(Codes.StageRan, StringComparison.Ordinal)));

        var table = JsonSerializer.Deserialize<VariantTable>(File.ReadAllText(folder["state", VariantTable.JsonFileName]), CanonicalJson.Options)!;
        Assert.Equal(["float32", "int8", "float16", "dynamic"], table.Variants.Select(row => row.Variant));
        Assert.All(table.Variants, row => Assert.InRange(row.Drop, -0.15, 0.15));
        // Rounding may flip an image whose scores are nearly equal, which weighs heavily with so few images.
        Assert.InRange(table.Variants.Single(row => row.Variant == "float16").Flips, 0, 1);
        Assert.InRange(table.Variants.Single(row => row.Variant == "float16").SizeRatio, 0.45, 0.55);
        Assert.InRange(table.Variants.Single(row => row.Variant == "int8").SizeRatio, 0.2, 0.4);
        Assert.Contains("\"recipe\"", File.ReadAllText(folder["state", QuantizationReport.FileName]), StringComparison.Ordinal);

        // Every variant has the same metadata as float32.
        ModelPipeline.CopyResults(settings, Context("cache"), folder["out"]);
        foreach (var name in (string[])["Flowers.tflite", "Flowers.float16.tflite", "Flowers.dynamic.tflite"])
        {
            var file = File.ReadAllBytes(folder["out", name]);
            var metadata = MetadataReader.Read(ModelReader.Read(file), file)!;
            Assert.Equal(("Flowers", "1.2.3", "A gardener", "MIT"), (metadata.Name, metadata.Version, metadata.Author, metadata.License));
            Assert.Equal("Names flowers.", metadata.Description);
            Assert.Equal(["daisy", "roses", "sunflowers"], metadata.Labels);
        }
    }

    [Fact]
    public void A_verification_computes_everything_again_and_finds_the_same_bytes()
    {
        Run(Settings());
        log.Lines.Clear();
        ModelPipeline.Run(Settings(), Context("cache") with { Policy = RunPolicy.Verify });
        Assert.Contains("Flowers: verified 6 stages, 14 artifacts equal", log.Lines);
        Assert.Contains(log.Lines, line => line.Contains("90 images went through the base, 0 were reused", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("answers were reused", StringComparison.Ordinal));
    }

    [Fact]
    public void The_trainer_finds_the_embedded_base()
    {
        Run(Settings() with { BaseWeights = EmbeddedBase.Name });

        var evaluation = Pipeline.Artifacts.Evaluation.FromJson(File.ReadAllText(Artifact("evaluate", Pipeline.Artifacts.Evaluation.FileName)));
        Assert.InRange(evaluation.Accuracy(), 0.6, 1);
    }

    [Fact]
    public void A_new_image_is_the_only_one_processed_by_the_base_and_the_same_data_produces_the_same_bytes()
    {
        Run(Settings());
        var first = File.ReadAllBytes(Artifact("convert", ArtifactNames.Model));

        CopyImage("roses", 31);
        Run(Settings());
        Assert.Contains(log.Lines, line => line.Contains("1 images went through the base, 90 were reused", StringComparison.Ordinal));

        File.Delete(folder["photos", "roses", "31.jpg"]);
        log.Lines.Clear();
        Run(Settings());
        Assert.DoesNotContain(log.Lines, line => line.StartsWith(Codes.StageRan, StringComparison.Ordinal));

        // Without its record, the evaluation runs again: the same model has answered for all images before.
        var evaluation = Artifact("evaluate", Pipeline.Artifacts.Evaluation.FileName);
        var answers = File.ReadAllBytes(evaluation);
        Directory.Delete(Path.Combine(new CacheFolders(folder["cache"]).Records, "evaluate"), recursive: true);
        File.Delete(evaluation);
        Run(Settings());
        Assert.Single(log.Lines, line => line.StartsWith(Codes.StageRan, StringComparison.Ordinal));
        var images = Pipeline.Artifacts.Evaluation.FromJson(File.ReadAllText(evaluation)).Images;
        Assert.Contains($"Flowers: {images} answers were reused from earlier builds.", log.Lines);
        Assert.Equal(answers, File.ReadAllBytes(evaluation));

        Run(Settings(), cache: "another cache");
        Assert.Equal(first, File.ReadAllBytes(Artifact("convert", ArtifactNames.Model, "another cache")));
    }

    [Fact]
    public void Test_images_change_no_bytes_of_the_model_and_are_evaluated_with_the_written_file()
    {
        var settings = Settings() with { BaseWeights = EmbeddedBase.Name };
        Run(settings);
        var (model, validated) = (File.ReadAllBytes(Artifact("convert", ArtifactNames.Model)), EvaluationOf());
        Assert.Null(validated.Test);

        // The same subsets as before, and test images.
        var manifest = Manifest.FromJson(File.ReadAllText(folder["state", "manifest.json"]));
        foreach (var entry in manifest.Entries) CopyTo(manifest.FullPath(entry), entry.Subset == Subset.Train ? "train" : "val", entry.Label);
        foreach (var label in manifest.Labels)
        {
            for (var number = 31; number <= 50; number++) CopyTo(Drawing(label, number), "test", label);
        }

        Directory.Delete(folder["photos"], recursive: true);
        Directory.Move(folder["divided"], folder["photos"]);
        File.WriteAllText(folder["photos", "test", "roses", "damaged.jpg"], "no image");
        log.Lines.Clear();
        Run(settings);
        Assert.Equal(
            ["evaluate", "report"], log.Lines.Where(line => line.StartsWith(Codes.StageRan, StringComparison.Ordinal)).Select(line => line.Split(' ')[2]));
        Assert.Equal(model, File.ReadAllBytes(Artifact("convert", ArtifactNames.Model)));
        var tested = EvaluationOf();
        Assert.Equal(validated.ToJson(), (tested with { Test = null }).ToJson());
        Assert.Contains(log.Lines, line => line.Contains($"test accuracy {tested.Test!.Accuracy():P1}", StringComparison.Ordinal));
        Assert.Single(log.Lines, line => line.StartsWith(Codes.UnreadableImage, StringComparison.Ordinal));
        using var classifier = ImageClassifier.Load(Artifact("convert", ArtifactNames.Model));
        var correct = manifest.Labels.Sum(label => Enumerable.Range(31, 20).Count(number => classifier.Classify(Drawing(label, number)).Label == label));
        Assert.Equal((60, correct), (tested.Test!.Images, tested.Test.Correct));

        Pipeline.Artifacts.Evaluation EvaluationOf() =>
            Pipeline.Artifacts.Evaluation.FromJson(File.ReadAllText(Artifact("evaluate", Pipeline.Artifacts.Evaluation.FileName)));

        void CopyTo(string image, string subset, string label)
        {
            Directory.CreateDirectory(folder["divided", subset, label]);
            File.Copy(image, folder["divided", subset, label, Path.GetFileName(image)]);
        }
    }

    [Fact]
    public void A_new_validation_image_trains_nothing_and_leads_to_the_bytes_of_a_new_training()
    {
        Run(Settings());
        log.Lines.Clear();
        CopyImage("roses", Enumerable.Range(31, 100).First(IsForValidation));
        Run(Settings());
        Assert.Equal(2, log.Lines.Count(line => line.Contains("the training images have not changed", StringComparison.Ordinal)));
        Assert.DoesNotContain(log.Lines, line => line.Contains(" epoch 1/", StringComparison.Ordinal));
        var files = Trained("cache");

        Run(Settings(), cache: "another cache");
        Assert.Contains(log.Lines, line => line.Contains(" epoch 1/", StringComparison.Ordinal));
        Assert.Equal(files, Trained("another cache"));

        static bool IsForValidation(int number)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Drawing("roses", number))));
            // The first and the last image of any class: each subset needs one.
            var images = new[] { hash, new string('0', 64), new string('f', 64) }.Select(sha256 => new ManifestEntry("roses", sha256, sha256, 1, Subset.Train));
            return Split.Apply([.. images.Select(image => new SplitCandidate(image))], SplitRule.Content, Settings().ValidationSplit)
                .Single(image => image.Sha256 == hash).Subset == Subset.Validation;
        }

        string[] Trained(string cache) =>
        [
            Hashing.OfFile(Artifact("train", ArtifactNames.HeadWeights, cache)),
            Hashing.OfFile(Artifact("train", ArtifactNames.History, cache)),
            Hashing.OfFile(Artifact("fine-tune", ArtifactNames.ModelWeights, cache)),
            Hashing.OfFile(Artifact("fine-tune", ArtifactNames.History, cache)),
        ];
    }

    [Fact]
    public void Features_that_other_machines_computed_in_parts_are_the_same_and_are_not_computed_again()
    {
        Extract("alone", shard: null);
        var expected = StoredFeatures("alone");
        // Two activations and a perceptual hash per image.
        Assert.Equal(270, expected.Count);
        for (var number = 1; number <= 2; number++) Extract("cache", new FeatureShard(number, 2));
        Assert.Equal(expected, StoredFeatures("cache"));

        Directory.Delete(FeaturesFolder("cache"), recursive: true);
        log.Lines.Clear();
        Extract("cache", FeatureShard.All);
        Assert.Contains(log.Lines, line => line.Contains("0 images went through the base, 90 were reused", StringComparison.Ordinal));
        Assert.Equal(expected, StoredFeatures("cache"));

        void Extract(string cache, FeatureShard? shard)
        {
            foreach (var stage in (Stage[])[StageCatalog.Get<DatasetStage>(), StageCatalog.Get<FeaturesStage>()])
                ModelPipeline.Run(Settings(), Context(cache) with { Shard = shard }, stage);
        }

        string FeaturesFolder(string cache) => new CacheFolders(folder[cache]).Features(StageCatalog.Get<FeaturesStage>().Version);

        Dictionary<string, string> StoredFeatures(string cache) => Directory.GetFiles(FeaturesFolder(cache), "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(FeaturesFolder(cache), file), Hashing.OfFile);
    }

    [Fact]
    public void The_dataset_and_weights_are_downloaded_once_and_pinned()
    {
        ZipFile.CreateFromDirectory(folder["photos"], folder["flowers.zip"]);
        var archive = File.ReadAllBytes(folder["flowers.zip"]);
        var weights = File.ReadAllBytes(ReferenceData.Weights("mobilenet_v2_0.35_224_no_top.h5"));
        using var server = new LoopbackServer((request, connection, _) =>
            LoopbackServer.Respond(connection, "200 OK", request.Contains(".zip", StringComparison.Ordinal) ? archive : weights));
        var settings = Settings() with
        {
            Dataset = server.Url("flowers.zip").ToString(),
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(archive)),
            BaseWeights = "imagenet",
            FineTuneEpochs = 0,
        };
        var weightsUrl = server.Url("weights/").ToString();

        Run(settings, weightsUrl: weightsUrl);
        Assert.Equal(2, server.Requests.Count);
        Assert.Contains(server.Requests, request => request.Contains("tf_kernels_0.35_128_no_top.h5", StringComparison.Ordinal));
        Assert.Contains(
            Convert.ToHexStringLower(SHA256.HashData(weights)), File.ReadAllText(folder["flowermodel.lock.json"]), StringComparison.Ordinal);

        log.Lines.Clear();
        Run(settings, weightsUrl: weightsUrl);
        Assert.Equal(2, server.Requests.Count);
        Assert.DoesNotContain(log.Lines, line => line.StartsWith(Codes.StageRan, StringComparison.Ordinal));

        // If the URL now serves other weights, the pinned hash rejects them.
        weights = [.. weights, 0];
        var error = Assert.Throws<PipelineException>(() => Run(settings, cache: "another cache", weightsUrl: weightsUrl));
        Assert.Equal(Codes.HashMismatch, error.Diagnostic.Code);
    }

    [Fact]
    public void An_unreadable_image_is_named_and_excluded_in_every_build()
    {
        Run(Settings());
        File.WriteAllText(folder["photos", "roses", "broken.jpg"], "This is no image.");
        for (var build = 0; build < 2; build++)
        {
            log.Lines.Clear();
            Run(Settings());
            // It is decoded once, the report names it, and nothing is trained.
            Assert.Equal(build == 0 ? 2 : 0, log.Lines.Count(line => line.StartsWith(Codes.StageRan, StringComparison.Ordinal)));
            var warning = Assert.Single(log.Lines, line => line.StartsWith(Codes.UnreadableImage, StringComparison.Ordinal));
            Assert.Contains("broken.jpg", warning, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Weights_of_another_width_are_rejected_with_layer_and_shapes()
    {
        var error = Assert.Throws<PipelineException>(() => Run(Settings() with { Alpha = 0.5 }));
        Assert.Equal(Codes.WeightsShapeMismatch, error.Diagnostic.Code);
        Assert.Contains("expected shape", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".h5", error.Diagnostic.File, StringComparison.Ordinal);
    }

    [Fact]
    public void Truncated_weights_are_rejected()
    {
        var whole = File.ReadAllBytes(ReferenceData.Weights("mobilenet_v2_0.35_224_no_top.h5"));
        File.WriteAllBytes(folder["cut.h5"], whole[..(whole.Length / 2)]);
        var error = Assert.Throws<PipelineException>(() => Run(Settings() with { BaseWeights = "cut.h5" }));
        Assert.Equal(Codes.InvalidWeights, error.Diagnostic.Code);
        Assert.EndsWith("cut.h5", error.Diagnostic.File, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_changes_before_quantization_or_evaluation_fails_the_stage_and_nothing_is_kept()
    {
        var settings = Settings() with { Quantization = [NumberFormat.Int8], CalibrationImages = 30 };
        var context = Context("cache");
        var (quantizing, evaluating) = (StageCatalog.Get<QuantizeStage>(), StageCatalog.Get<EvaluateStage>());
        foreach (var stage in StageCatalog.All.TakeWhile(stage => stage != quantizing)) ModelPipeline.Run(settings, context, stage);
        var images = Directory.GetFiles(folder["photos"], "*.jpg", SearchOption.AllDirectories).ToDictionary(path => path, File.ReadAllBytes);

        // Changes every image, so the test does not depend on which ones are for calibration and validation.
        foreach (var (path, bytes) in images) File.WriteAllBytes(path, [.. bytes, 0]);
        var quantize = Assert.Throws<PipelineException>(() => ModelPipeline.Run(settings, context, quantizing)).Diagnostic;
        foreach (var (path, bytes) in images) File.WriteAllBytes(path, bytes);
        ModelPipeline.Run(settings, context, quantizing);
        foreach (var (path, bytes) in images) File.WriteAllBytes(path, [.. bytes, 0]);
        var evaluate = Assert.Throws<PipelineException>(() => ModelPipeline.Run(settings, context, evaluating)).Diagnostic;
        foreach (var (path, bytes) in images) File.WriteAllBytes(path, bytes);
        log.Lines.Clear();
        ModelPipeline.Run(settings, context, evaluating);

        Assert.All([quantize, evaluate], error => Assert.Equal(Codes.DatasetChanged, error.Code));
        Assert.All([quantize, evaluate], error => Assert.Contains(error.File, images.Keys));
        Assert.Equal(2, log.Lines.Count(line => line.StartsWith(Codes.StageRan, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_canceled_training_continues_in_the_next_build_and_ends_with_the_same_bytes()
    {
        var settings = Settings() with { FineTuneEpochs = 20 };
        Run(settings, cache: "undisturbed");
        var expected = Artifacts("undisturbed");
        using var stop = new CancellationTokenSource();
        log.OnText = text =>
        {
            if (text.Contains("fine-tuning epoch 3/", StringComparison.Ordinal)) stop.Cancel();
        };
        Assert.ThrowsAny<OperationCanceledException>(() => ModelPipeline.Run(settings, Context("cache") with { Cancellation = stop.Token }));
        var checkpoints = new CacheFolders(folder["cache"]).Checkpoints;
        Assert.Single(Directory.GetFiles(checkpoints));

        log.OnText = null;
        Run(settings);

        Assert.Contains(log.Lines, line => line.Contains("it continues after epoch", StringComparison.Ordinal));
        Assert.Equal(expected, Artifacts("cache"));
        Assert.Empty(Directory.GetFiles(checkpoints));

        string[] Artifacts(string cache) =>
        [
            .. new (string Stage, string Name)[]
            {
                ("train", ArtifactNames.HeadWeights), ("fine-tune", ArtifactNames.ModelWeights), ("fine-tune", ArtifactNames.History),
                ("convert", ArtifactNames.Model), ("evaluate", Pipeline.Artifacts.Evaluation.FileName),
            }.Select(artifact => Hashing.OfFile(Artifact(artifact.Stage, artifact.Name, cache))),
        ];
    }

    [Fact]
    public void Training_from_scratch_trains_the_whole_network()
    {
        Run(Settings() with
        {
            BaseWeights = "none",
            ImageSize = 96,
            FineTuneFrom = "0",
            FineTuneBatchNorm = BatchNormMode.Training,
            FineTuneLearningRate = 1e-3,
            FineTuneEpochs = 2,
        });
        var epochs = HistoryFile.Read(folder["state", "fine-tune-history.json"])[^1].History.Epochs;
        Assert.True(epochs[^1].Loss < epochs[1].Loss, "the training loss falls");
    }

    [Fact]
    public void Another_network_of_the_catalog_is_trained_converted_and_evaluated()
    {
        Run(Settings() with
        {
            BaseModel = "MobileNetV1",
            Alpha = 0.25,
            ImageSize = 100,
            BaseWeights = "none",
            Head = HeadKind.Conv,
            Epochs = 1,
            FineTuneFrom = "0",
            FineTuneBatchNorm = BatchNormMode.Training,
            FineTuneLearningRate = 1e-3,
            FineTuneEpochs = 1,
        });

        var weights = KerasWeightsFile.Read(Artifact("fine-tune", ArtifactNames.ModelWeights));
        Assert.Equal("conv1", weights.Layers[0].Name);
        Assert.NotNull(weights.Find("conv_pw_13_bn"));
        Assert.Contains("\"model\":\"mobileNetV1\"", Compact(Artifact("features", FeatureIndex.FileName)), StringComparison.Ordinal);
        // The tolerance is half an image: training and the written model must classify every image alike, which they would not with different padding.
        var evaluation = Pipeline.Artifacts.Evaluation.FromJson(File.ReadAllText(Artifact("evaluate", Pipeline.Artifacts.Evaluation.FileName)));
        var fineTuning = HistoryFile.Read(folder["state", "fine-tune-history.json"])[^1].History;
        Assert.Equal(fineTuning.Best.ValidationAccuracy, evaluation.Accuracy(), 0.5 / evaluation.Images);
    }

    /// <summary>Squeeze-and-excite and hard-swish in the frozen part, which the interpreter runs, and in the trained part.</summary>
    [Fact]
    public void A_network_with_squeeze_and_excite_is_fine_tuned_quantized_and_evaluated()
    {
        KerasWeightsFile.Write(InitialWeights.OfBase(NetworkCatalog.Find("MobileNetV3Small")!.At(0.75, 96), seed: 4), folder["base.h5"]);
        Run(Settings() with
        {
            BaseModel = "MobileNetV3Small",
            Alpha = 0.75,
            BaseWeights = "base.h5",
            Head = HeadKind.Linear,
            Epochs = 2,
            FineTuneFrom = "expanded_conv_8",
            FineTuneLearningRate = 1e-3,
            FineTuneEpochs = 2,
            Quantization = [NumberFormat.Int8],
        });

        Assert.NotNull(KerasWeightsFile.Read(Artifact("fine-tune", ArtifactNames.ModelWeights)).Find("expanded_conv_8/squeeze_excite/Conv_1"));
        var evaluation = Pipeline.Artifacts.Evaluation.FromJson(File.ReadAllText(Artifact("evaluate", Pipeline.Artifacts.Evaluation.FileName)));
        var fineTuning = HistoryFile.Read(folder["state", "fine-tune-history.json"])[^1].History;
        Assert.Equal(fineTuning.Best.ValidationAccuracy, evaluation.Accuracy(), 0.5 / evaluation.Images);
        var table = JsonSerializer.Deserialize<VariantTable>(File.ReadAllText(folder["state", VariantTable.JsonFileName]), CanonicalJson.Options)!;
        Assert.InRange(table.Variants.Single(row => row.Variant == "int8").SizeRatio, 0.2, 0.4);
    }

    /// <summary>ImageNet weights from a package, used in the frozen part and fine-tuned in the last blocks.</summary>
    [Fact]
    public void A_base_from_a_package_is_trained_converted_quantized_and_evaluated()
    {
        Run(Settings() with
        {
            BaseModel = "ResNet18",
            Alpha = 1,
            ImageSize = 224,
            BaseWeights = OfficialWeights.Name,
            Epochs = 4,
            FineTuneFrom = "conv5_block2",
            FineTuneEpochs = 1,
            Quantization = [NumberFormat.Int8],
            CalibrationImages = 12,
        });

        var evaluation = Pipeline.Artifacts.Evaluation.FromJson(File.ReadAllText(Artifact("evaluate", Pipeline.Artifacts.Evaluation.FileName)));
        var fineTuning = HistoryFile.Read(folder["state", "fine-tune-history.json"])[^1].History;
        Assert.Equal(fineTuning.Best.ValidationAccuracy, evaluation.Accuracy(), 0.5 / evaluation.Images);
        Assert.InRange(evaluation.Accuracy(), 0.8, 1);
        var table = JsonSerializer.Deserialize<VariantTable>(File.ReadAllText(folder["state", VariantTable.JsonFileName]), CanonicalJson.Options)!;
        Assert.InRange(table.Variants.Single(row => row.Variant == "int8").SizeRatio, 0.2, 0.3);
        Assert.InRange(table.Variants.Single(row => row.Variant == "int8").Drop, -0.1, 0.1);
    }

    [Fact]
    public void Features_identify_their_network_by_its_key()
    {
        Run(Settings() with { Epochs = 1, FineTuneEpochs = 0 });
        Assert.Contains("\"model\":\"mobileNetV2\"", Compact(Artifact("features", FeatureIndex.FileName)), StringComparison.Ordinal);
    }

    private static string Compact(string json) => File.ReadAllText(json).Replace(" ", "", StringComparison.Ordinal);

    private static ModelSettings Settings() => new()
    {
        Name = "Flowers",
        Dataset = "photos",
        ClassName = "Flowers",
        LogicalName = "Flowers.tflite",
        BaseWeights = ReferenceData.Weights("mobilenet_v2_0.35_224_no_top.h5"),
        Alpha = 0.35,
        ImageSize = 128,
        Head = HeadKind.Linear,
        Epochs = 8,
        BatchSize = 16,
        FineTuneEpochs = 1,
        FineTuneFrom = "block_15",
        FineTuneLearningRate = 1e-4,
        FineTuneSchedule = LearningRateSchedule.Constant,
        WeightDecay = 0,
        LabelSmoothing = 0,
        Mixup = 0,
        WeightAverage = 0,
        ClassWeights = ClassWeighting.None,
        CalibrateScores = false,
        Views = 1,
        Version = "1.2.3",
        Author = "A gardener",
        License = "MIT",
        Description = "Names flowers.",
    };

    private static string Drawing(string label, int number) =>
        Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "flowers", label, $"{number:000}.jpg");

    private void CopyImage(string label, int number) => File.Copy(Drawing(label, number), folder["photos", label, $"{number:00}.jpg"]);

    private void Run(ModelSettings settings, string cache = "cache", string? weightsUrl = null)
    {
        var context = Context(cache) with { OfficialWeightsUrl = weightsUrl };
        ModelPipeline.Run(settings, context);
    }

    private string Artifact(string stage, string name, string cache = "cache")
    {
        var record = StageRecord.TryRead(folder["state", stage + ".json"])!;
        var store = new LocalArtifactStore(new CacheFolders(folder[cache]), StatCache.Open(folder["none.json"]), static _ => { });
        return store.FindBlob(record[name])!;
    }

    private PipelineContext Context(string cache) => new()
    {
        ProjectDirectory = folder.FullName,
        SdkVersion = "1.0.0",
        StateDirectory = folder["state"],
        Folders = new CacheFolders(folder[cache]),
        OpenStore = (hashes, damaged) => new LocalArtifactStore(new CacheFolders(folder[cache]), hashes, damaged),
        Trainer = () => new TrainerLocation("dotnet", Path.Combine(AppContext.BaseDirectory, "FlowerModel.Trainer.dll")),
        Log = log,
        WeightsPackages = static _ => ResNet18Package.Path,
        Cancellation = TestContext.Current.CancellationToken,
    };

    private sealed class RecordingLog : IPipelineLog
    {
        public List<string> Lines { get; } = [];

        public void Report(Diagnostic diagnostic) => Lines.Add($"{diagnostic.Code} {diagnostic.File} {diagnostic.Text}");

        public List<string> Statuses { get; } = [];

        public Action<string>? OnText { get; set; }

        public void Progress(string text)
        {
            Lines.Add(text);
            OnText?.Invoke(text);
        }

        public void Status(string text) => Statuses.Add(text);

        public void Conclude(string text) => Lines.Add(text);

        public void Detail(string code, string text)
        {
            Lines.Add($"{code} {text}");
            OnText?.Invoke(text);
        }
    }
}
