using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>End to end with nothing faked: from packed nupkg files and an empty packages folder to a program that classifies images.</summary>
[Collection(ConsumerBuilds.Name)]
[Trait("Speed", "Slow")]
public sealed class RealTrainingTests : IDisposable
{
    private const string Program = """
        using System;
        using System.IO;
        using var flowers = Flowers.Load();
        foreach (var image in args)
        {
            var answer = flowers.Classify(image);
            using var stream = File.OpenRead(image);
            if (flowers.Classify(stream).Label != answer.Label) throw new Exception("stream and path disagree");
            if (answer.Top(2)[0].Label != answer.Label) throw new Exception("the best is not the first");
            Console.WriteLine($"{Path.GetFileName(Path.GetDirectoryName(image))} {answer.Label}");
        }
        """;

    private readonly TemporaryFolder packages = new();
    private readonly Consumer consumer;

    public RealTrainingTests(PackedFeed feed)
    {
        consumer = new Consumer(feed);
        consumer.Environment["NUGET_PACKAGES"] = packages.FullName;
        consumer.Properties.Remove("FlowerModelTrainerAssembly");
        consumer.Write("App/Program.cs", Program);
        Directory.Delete(consumer["App/photos"], recursive: true);
    }

    public void Dispose()
    {
        consumer.Dispose();
        packages.Dispose();
    }

    [Fact]
    public void The_SDK_trains_on_the_first_build_and_the_program_classifies_unseen_photos()
    {
        string[] labels = ["daisy", "roses", "sunflowers"];
        var weights = ReferenceData.Weights("mobilenet_v2_0.35_224_no_top.h5");
        foreach (var label in labels) CopyPhotos(label, skip: 0, take: 30, "App/photos");
        foreach (var label in labels) CopyPhotos(label, skip: 30, take: 8, "unseen");
        consumer.WriteProject(models: $"""
            <FlowerModel Include="Flowers" Dataset="photos" BaseWeights="{weights}" Alpha="0.35" Head="linear" Epochs="12" BatchSize="16" FineTuneEpochs="1"
                         MinAccuracy="0.6" />
            """);

        var first = consumer.Build().Succeeded();
        Assert.Equal(6, Ran(first));
        Assert.True(Directory.Exists(packages["flowermodel.trainer"]));
        Assert.Empty(first.Warnings);
        Assert.DoesNotContain("images/s", first.Output, StringComparison.Ordinal);
        Assert.Matches("Flowers: validation accuracy .* %; ran features, train, fine-tune, convert, evaluate, report; report: .*report.html", first.Output);

        var lines = consumer.StartProgram(arguments: [.. Directory.EnumerateFiles(consumer["unseen"], "*", SearchOption.AllDirectories)])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(24, lines.Length);
        var right = lines.Count(line => line.Split(' ') is [var truth, var answer] && truth == answer);
        Assert.True(right >= 17, $"{right} of 24 right:\n{string.Join('\n', lines)}");

        consumer.Build().DidNothing();
        CopyPhotos("daisy", skip: 40, take: 1, "App/photos");
        var added = consumer.Build().Succeeded();
        Assert.Contains(added.Messages, text => text.Contains("1 images went through the base, 90 were reused", StringComparison.Ordinal));
        Assert.Contains("Flowers: validation accuracy", added.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_reference_restores_the_trainer_when_a_stage_has_to_run_and_the_program_uses_an_int8_model()
    {
        string[] labels = ["daisy", "tulips"];
        foreach (var label in labels) CopyDrawings(label, skip: 0, take: 24, "App/photos");
        foreach (var label in labels) CopyDrawings(label, skip: 24, take: 8, "unseen");
        consumer.WriteProject(
            sdk: "",
            body: """<ItemGroup><PackageReference Include="FlowerModel.Sdk" Version="1.0.0" /></ItemGroup>""",
            models: """
                <FlowerModel Include="Flowers" Dataset="photos" Alpha="0.35" ImageSize="128" Head="linear" Epochs="8" BatchSize="16" FineTuneEpochs="1"
                             Quantization="int8;none" EmbedAll="true" InferenceInputType="uint8" InferenceOutputType="uint8" CalibrationImages="24"
                             Export="onnx"
                             MinAccuracy="0.6" MaxQuantizationDrop="0.15" />
                """);
        consumer.Write("App/Program.cs", """
            using System;
            using System.IO;
            using var int8 = Flowers.Load();
            using var float32 = Flowers.Load(Flowers.Variant.Float32);
            foreach (var image in args)
            {
                Console.WriteLine($"{Path.GetFileName(Path.GetDirectoryName(image))} {int8.Classify(image).Label} {float32.Classify(image).Label}");
            }

            // The members of the class, compared with each other.
            using var resource = typeof(Flowers).Assembly.GetManifestResourceStream("Flowers.tflite");
            Check(Flowers.ModelSha256 == Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(resource)).ToLowerInvariant(), "hash of the model");
            File.WriteAllText("training-set.txt", Flowers.TrainingSetSha256);
            foreach (var model in new[] { int8, float32 })
            {
                var answer = model.Classify(args[0]);
                var bytes = File.ReadAllBytes(args[0]);
                Check(Flowers.ToKnownLabel(answer).ToString() == (answer.Label == Flowers.KnownLabels.Daisy ? "Daisy" : "Tulips"), "enum");
                Check(model.Classify(bytes).Score == answer.Score, "bytes");
                Check((await model.ClassifyAsync(args[0])).Score == answer.Score, "asynchronous");
                Check(model.ClassifyBatch(args)[0].Value.Score == answer.Score, "batch");
                await foreach (var result in model.ClassifyBatchAsync(args)) if (result.Index == 0) Check(result.Value.Score == answer.Score, "stream of results");
                Check(model.Embed(bytes).Length == model.AsImageClassifier().EmbeddingLength && model.Embed(bytes).Length > 1000, "feature vector");
                var explanation = model.Explain(args[0]);
                Check(explanation.Classification.Score == answer.Score && explanation.Map().Label == answer.Label && explanation.Map().Width == 4, "map");
            }

            // What the formats of one model compute is similar, and more similar than what one of them computes of images of two classes.
            var (near, far) = (
                FlowerModel.Runtime.FeatureVector.CosineSimilarity(int8.Embed(args[0]), float32.Embed(args[0])),
                FlowerModel.Runtime.FeatureVector.CosineSimilarity(float32.Embed(args[0]), float32.Embed(args[^1])));
            Check(near > 0.9 && near > far, $"similarity {near} and {far}");

            static void Check(bool isRight, string what)
            {
                if (!isRight) throw new Exception(what);
            }
            """);
        consumer.Run("App", "restore").Succeeded();
        Assert.False(Directory.Exists(packages["flowermodel.trainer"]));

        var run = consumer.Build("--no-restore").Succeeded();
        Assert.Equal(10, Ran(run));
        Assert.Contains("FlowerModel: restoring FlowerModel.Trainer 1.0.0", run.Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(packages["flowermodel.trainer"]));
        Assert.Equal(Consumer.ProgramFiles, consumer.FilesIn("App/bin/Debug/net10.0"));
        consumer.Build().DidNothing();

        var answers = consumer.StartProgram(arguments: [.. Directory.EnumerateFiles(consumer["unseen"], "*", SearchOption.AllDirectories)])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' '))
            .ToArray();
        Assert.Equal(16, answers.Length);
        Assert.InRange(answers.Count(answer => answer[0] == answer[1]), 11, 16);
        Assert.InRange(answers.Count(answer => answer[1] == answer[2]), 15, 16);
        Assert.Equal(TrainingSetByHand(), File.ReadAllText(consumer["training-set.txt"]));
        string models = "App/obj/Debug/net10.0/FlowerModel/Flowers/";
        var int8 = new FileInfo(consumer[models + "Flowers.tflite"]).Length;
        Assert.InRange((double)int8 / new FileInfo(consumer[models + "Flowers.float32.tflite"]).Length, 0.2, 0.4);
        Assert.InRange((double)new FileInfo(consumer[models + "Flowers.onnx"]).Length / int8, 0.8, 1.4);
        Assert.InRange((double)new FileInfo(consumer[models + "Flowers.float32.onnx"]).Length / int8, 2.5, 5);
    }

    // docs/provenance.md says how: one line per training image and one per class, sorted.
    private string TrainingSetByHand()
    {
        using var provenance = JsonDocument.Parse(File.ReadAllText(consumer["App/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.provenance.json"]));
        var images = provenance.RootElement.GetProperty("predicate").GetProperty("buildDefinition").GetProperty("resolvedDependencies").EnumerateArray()
            .Where(entry => entry.TryGetProperty("name", out var name) && name.GetString()!.StartsWith("images/", StringComparison.Ordinal))
            .Select(entry => (
                Hash: entry.GetProperty("digest").GetProperty("sha256").GetString(),
                Label: entry.GetProperty("annotations").GetProperty("label").GetString(),
                Subset: entry.GetProperty("annotations").GetProperty("subset").GetString()))
            .ToArray();
        var lines = images.Where(image => image.Subset == "train").Select(image => $"{image.Hash} \"{image.Label}\"\n")
            .Concat(images.Select(image => $"class \"{image.Label}\"\n").Distinct())
            .Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    [Fact]
    public void Another_network_only_needs_a_different_BaseModel()
    {
        foreach (var label in (string[])["daisy", "tulips"]) CopyDrawings(label, skip: 0, take: 12, "App/photos");
        consumer.WriteProject(models: """
            <FlowerModel Include="Flowers" Dataset="photos" BaseModel="MobileNetV1" Alpha="0.25" ImageSize="100" BaseWeights="none" Epochs="1"
                         BatchSize="8" FineTuneEpochs="1" />
            """);

        var run = consumer.BuildInTerminal().Succeeded();
        Assert.Equal(6, Ran(run));
        ShowsProgress(run.Output);
        consumer.Build().DidNothing();
        consumer.StartProgram(arguments: [consumer["App/photos/daisy/" + Path.GetFileName(Directory.GetFiles(consumer["App/photos/daisy"])[0])]]);
    }

    // The recording of a terminal: what is in place while a stage runs, and what stays.
    private static void ShowsProgress(string terminal)
    {
        Assert.Matches(@"features \d+/24, \d+ s left, \d+ images/s", terminal);
        Assert.Matches(@"head epoch 1/1, loss \d+\.\d{3}, accuracy [01]\.\d{3}, \d+ s left, \d+ images/s", terminal);
        Assert.Matches(@"fine-tuning epoch 1/1, loss \d+\.\d{3}, accuracy [01]\.\d{3}", terminal);
        var summary = terminal[terminal.LastIndexOf("succeeded", terminal.LastIndexOf("App.dll", StringComparison.Ordinal), StringComparison.Ordinal)..];
        Assert.Matches(@"App\.dll.*\n    Flowers: validation accuracy [\d.]+ %; ran features, train, fine-tune, convert, evaluate, report; report: .*report.html", summary);
    }

    // The real trainer does not record its starts, so the stages that ran are counted in the log.
    private static int Ran(BuildRun run) => run.Messages.Count(text => text.Contains(" runs because ", StringComparison.Ordinal));

    private void CopyPhotos(string label, int skip, int take, string folder) =>
        CopyImages(Path.Combine(ReferenceData.FlowerPhotos, label), skip, take, $"{folder}/{label}");

    private void CopyDrawings(string label, int skip, int take, string folder) =>
        CopyImages(Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "flowers", label), skip, take, $"{folder}/{label}");

    private void CopyImages(string source, int skip, int take, string target)
    {
        Directory.CreateDirectory(consumer[target]);
        foreach (var image in Directory.EnumerateFiles(source).Order(StringComparer.Ordinal).Skip(skip).Take(take))
        {
            File.Copy(image, consumer[$"{target}/{Path.GetFileName(image)}"]);
        }
    }
}
