using System.Text.Json;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>Several variants of one model: what runs, where the files are, the table of variants and the limits.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class VariantTests : IDisposable
{
    private readonly FakeTrainerProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void Each_variant_is_made_and_measured_once_from_one_training()
    {
        project.Metadata["Quantization"] = "int8;none;dynamic;float16";
        Assert.Equal(
            "features, train, fine-tune, convert, quantize int8, quantize dynamic, quantize float16, "
            + "evaluate int8, evaluate float32, evaluate dynamic, evaluate float16, report",
            Build());
        Assert.Equal("", Build());

        project.Metadata["Quantization"] = "float16;int8";
        Assert.Equal("report", Build());
        Assert.Equal("", Build());
        project.Results();
        Assert.Contains("\"format\":\"float16\"", Fingerprint("Flowers.tflite"), StringComparison.Ordinal);
        Assert.Contains("\"format\":\"int8\"", Fingerprint("Flowers.int8.tflite"), StringComparison.Ordinal);
    }

    [Fact]
    public void Adding_a_variant_runs_only_that_variant_and_dropping_one_only_the_report()
    {
        Assert.Equal("features, train, fine-tune, convert, evaluate, report", Build());
        project.Metadata["Quantization"] = "none;dynamic";
        Assert.Equal("quantize dynamic, evaluate dynamic, report", Build());
        project.Metadata["Quantization"] = "none;dynamic;int8";
        Assert.Equal("quantize int8, evaluate int8, report", Build());
        Assert.True(File.Exists(project["obj", "evaluation.int8.json"]));
        project.Metadata["Quantization"] = "dynamic";
        Assert.Equal("report", Build());
        Assert.False(File.Exists(project["obj", "evaluation.int8.json"]));
        Assert.Equal(
            ["evaluation.float32.json", "evaluation.json", "quantization.json"],
            Directory.GetFiles(project["obj"], "*ation*.json").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Float32_and_int8_are_exported_beside_their_variants_and_nothing_else_changes()
    {
        project.Metadata["Quantization"] = "int8;float16;none";
        Build();

        project.Metadata["Export"] = "onnx";

        Assert.Equal("export int8, export float32", Build());
        Assert.Equal("", Build());
        project.Results();
        Assert.Equal(["Flowers.float32.onnx", "Flowers.onnx"], Directory.GetFiles(project["out"], "*.onnx").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("Flowers.float32.onnx", File.ReadAllText(project["out", "Flowers.provenance.json"]), StringComparison.Ordinal);
        project.Metadata["InferenceInputType"] = "uint8";
        Assert.Equal("quantize int8, export int8, evaluate int8, report", Build());
    }

    [Fact]
    public void A_setting_of_int8_runs_int8_again_and_nothing_else()
    {
        project.Metadata["Quantization"] = "none;float16;int8";
        Build();
        project.Metadata["InferenceInputType"] = "uint8";
        Assert.Equal("quantize int8, evaluate int8, report", Build());
        Assert.Contains(project.Details, detail => detail.StartsWith(
            "FLOWER9002 Flowers: quantize int8 runs because setting inputType changed from 'float32' to 'uInt8'", StringComparison.Ordinal));

        // There are fewer training images than either number, so the same images calibrate, but the setting differs.
        project.Metadata["CalibrationImages"] = "500";
        Assert.Equal("quantize float16, quantize int8, evaluate float16, evaluate int8, report", Build());
    }

    [Fact]
    public void The_table_compares_each_variant_with_float32_even_if_that_is_not_listed()
    {
        project.Metadata["ValidationSplit"] = "0.5";
        project.Metadata["Split"] = "keras";
        project.Metadata["Quantization"] = "int8;dynamic";
        var progress = new List<string>();
        project.Progressed = progress.Add;
        Build();

        // Six validation images per class. The fake float32 model misclassifies one of them, the fake int8 model two.
        var table = Table();
        Assert.Equal(12, table.Images);
        Assert.Equal(["float32", "int8", "dynamic"], table.Variants.Select(row => row.Variant));
        Assert.Equal([null, "Flowers.tflite", "Flowers.dynamic.tflite"], table.Variants.Select(row => row.File));
        Assert.Equal([10 / 12.0, 8 / 12.0, 10 / 12.0], table.Variants.Select(row => row.Accuracy));
        Assert.Equal([0, 2 / 12.0, 0], table.Variants.Select(row => row.Drop));
        Assert.Equal([0, 2, 0], table.Variants.Select(row => row.Flips));
        var float32 = table.Variants[0].Size;
        Assert.All(table.Variants, row => Assert.Equal((double)row.Size / float32, row.SizeRatio));
        Assert.All(table.Variants.Skip(1), row => Assert.InRange(row.SizeRatio, 0.01, 0.9));
        Assert.Contains("| int8 | Flowers.tflite |", File.ReadAllText(project["obj", "variants.md"]), StringComparison.Ordinal);
        var int8 = Assert.Single(progress, line => line.Contains(" points, ", StringComparison.Ordinal) && line.Contains("int8", StringComparison.Ordinal));
        Assert.EndsWith("accuracy 66.7 %, drop 16.7 points, 2 of 12 answers differ from float32's", int8, StringComparison.Ordinal);

        progress.Clear();
        Build();
        Assert.DoesNotContain(progress, line => line.Contains("points", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_validation_images_evaluate_and_only_training_images_calibrate()
    {
        project.Metadata["Split"] = "keras";
        project.Metadata["Quantization"] = "int8";
        Build();
        var evaluation = Evaluation.FromJson(File.ReadAllText(project["obj", "evaluation.json"]));
        var manifest = Manifest.FromJson(File.ReadAllText(project["obj", "manifest.json"]));
        var validation = manifest.Entries.Where(entry => entry.Subset == Subset.Validation).Select(entry => entry.Sha256);
        Assert.Equal(validation.Order(StringComparer.Ordinal), evaluation.Answers.Keys);

        var key = StageRecord.TryRead(project["obj", "quantize.int8.json"])!.Entries;
        var calibration = CalibrationSet.Choose(manifest.Entries, 200);
        Assert.Equal(20, calibration.Count);
        Assert.Equal(CalibrationSet.Hash(calibration), key.Single(entry => entry.Name == "input calibration images").Value);
    }

    [Fact]
    public void Limits_are_checked_against_the_cached_evaluation_name_the_models_and_run_nothing()
    {
        project.Metadata["ValidationSplit"] = "0.5";
        project.Metadata["Split"] = "keras";
        project.Metadata["Quantization"] = "dynamic;int8";
        Build();

        Refuses("MaxQuantizationDrop", "0.16", Codes.QuantizationDropTooLarge, "Flowers.int8.tflite", "16.67 points less accurate than float32 (2 of 12");
        Refuses("MinAccuracy", "0.8", Codes.AccuracyTooLow, "Flowers.int8.tflite", "The int8 model of FlowerModel 'Flowers' classifies 66.7 %");
        var size = Table().Variants.Single(row => row.Variant == "dynamic").Size;
        Refuses("MaxModelSize", "10", Codes.ModelTooLarge, "Flowers.tflite", $"has {size} bytes, more than MaxModelSize (10)");
        // Both models are too large, and both are reported.
        Assert.Equal([Codes.ModelTooLarge], project.Reported.Select(diagnostic => diagnostic.Code));

        // The float32 model is larger, but it is not listed in Quantization.
        project.Metadata["MaxModelSize"] = "1500";
        project.Metadata["MaxQuantizationDrop"] = "0.17";
        project.Metadata["MinAccuracy"] = "0.6";
        Assert.Equal("", Build());
        project.Metadata["Quantization"] = "dynamic;int8;none";
        Assert.Equal(Codes.ModelTooLarge, Assert.Throws<PipelineException>(() => project.Build()).Diagnostic.Code);
    }

    [Theory]
    [InlineData("crash@quantize")]
    [InlineData("silent@quantize")]
    public void A_failing_variant_keeps_what_was_made_before_it(string behavior)
    {
        project.Metadata["Quantization"] = "none;float16";
        project.HasTrainerProcess = true;
        project.Behavior = behavior;
        Assert.Equal(Codes.TrainerCrashed, Assert.Throws<PipelineException>(() => project.Build()).Diagnostic.Code);
        project.HasTrainerProcess = false;
        project.Behavior = "ok";
        Assert.Equal("quantize float16, evaluate float32, evaluate float16, report", Build());
    }

    private void Refuses(string metadatum, string value, string code, string file, string words)
    {
        project.Metadata[metadatum] = value;
        var error = Assert.Throws<PipelineException>(() => project.Build()).Diagnostic;
        Assert.Equal((code, project["obj", file]), (error.Code, error.File));
        Assert.Contains(words, error.Text, StringComparison.Ordinal);
        Assert.True(File.Exists(error.File));
        Assert.Empty(project.LastStarted);
        project.Metadata.Remove(metadatum);
    }

    private VariantTable Table() =>
        JsonSerializer.Deserialize<VariantTable>(File.ReadAllText(project["obj", "variants.json"]), CanonicalJson.Options)!;

    private string Fingerprint(string name) => File.ReadAllText(project["out", name]).Replace(" ", "", StringComparison.Ordinal);

    private string Build() => string.Join(", ", project.Build());
}
