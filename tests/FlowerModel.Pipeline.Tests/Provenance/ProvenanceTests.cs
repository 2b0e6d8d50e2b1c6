using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Tests.Stages;

namespace FlowerModel.Pipeline.Tests.Provenance;

/// <summary>The content of a model's provenance after builds with the fake trainer.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class ProvenanceTests : IDisposable
{
    private readonly FakeTrainerProject project = new();

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("photos", "base.h5", "float32")]
    [InlineData("photos", "none", "int8;float16")]
    [InlineData("photos", "embedded", "float32")]
    [InlineData("photos.zip", "imagenet", "float32;dynamic")]
    public void It_has_the_fields_of_the_specifications(string dataset, string weights, string quantization)
    {
        ZipFile.CreateFromDirectory(project["photos"], project["photos.zip"]);
        project.Metadata["Dataset"] = dataset;
        project.Metadata["BaseWeights"] = weights;
        project.Metadata["Alpha"] = "0.35";
        project.Metadata["Quantization"] = quantization;
        SlsaCheck.Assert(BuildAndRead());
    }

    [Fact]
    public void Every_hash_is_that_of_a_file()
    {
        project.Metadata["Quantization"] = "int8;float32";
        var statement = BuildAndRead();
        Assert.Equal(["Flowers.tflite", "Flowers.float32.tflite"], statement.GetProperty("subject").EnumerateArray().Select(Name));
        Assert.All(statement.GetProperty("subject").EnumerateArray(), subject => Assert.Equal(HashOf(project["out", Name(subject)]), Hash(subject)));

        var dependencies = Dependencies(statement);
        var images = dependencies.Where(dependency => Name(dependency).StartsWith("images/", StringComparison.Ordinal)).ToArray();
        Assert.Equal(
            Directory.GetFiles(project["photos"], "*.jpg", SearchOption.AllDirectories).Select(
                path => Path.GetRelativePath(project["photos"], path).Replace('\\', '/')).Order(),
            images.Select(image => Name(image)["images/".Length..]).Order());
        Assert.All(images, image => Assert.Equal(HashOf(project["photos", Name(image)["images/".Length..]]), Hash(image)));
        Assert.Equal(HashOf(project["base.h5"]), Hash(dependencies.Single(dependency => Name(dependency) == "base weights")));

        var byproducts = statement.GetProperty("predicate").GetProperty("runDetails").GetProperty("byproducts").EnumerateArray().ToArray();
        var blobs = project.CacheFiles("blobs").Select(HashOf).ToArray();
        Assert.Equal(blobs.Order(), byproducts.Select(Hash).Distinct().Order());
        Assert.Contains(byproducts, byproduct => Name(byproduct) == "train/head.h5");
        Assert.Equal(HashOf(project["obj", "evaluation.float32.json"]), Hash(byproducts.Single(byproduct => Name(byproduct) == "evaluate/evaluation.json")));
    }

    /// <summary>The rules in docs/provenance.md for computing them again.</summary>
    [Fact]
    public void The_hash_of_the_dataset_and_the_keys_can_be_computed_again()
    {
        var statement = BuildAndRead();
        var dependencies = Dependencies(statement);
        var lines = dependencies.Where(dependency => Name(dependency).StartsWith("images/", StringComparison.Ordinal)).Select(image =>
            $"{Hash(image)} {Annotation(image, "subset")} \"{Annotation(image, "label")}\"\n");
        var dataset = dependencies.Single(dependency => Name(dependency) == "dataset");
        Assert.Equal(HashOfText(string.Concat(lines.Order(StringComparer.Ordinal))), Hash(dataset));
        Assert.Equal(24, dataset.GetProperty("annotations").GetProperty("images").GetInt32());

        var stages = Stages(statement);
        Assert.Equal(["features", "train", "fine-tune", "convert", "evaluate", "report"], stages.Select(Name));
        Assert.All(stages, stage =>
        {
            var entries = stage.GetProperty("entries").EnumerateObject().Select(entry =>
                $$"""{"name":"{{entry.Name}}","value":{{entry.Value.GetRawText()}}}""");
            Assert.Equal(HashOfText($"[{string.Join(',', entries)}]"), stage.GetProperty("key").GetString());
            Assert.True(File.Exists(project[project.Cache, "v1", "stages", Name(stage), stage.GetProperty("key").GetString() + ".json"]));
        });
    }

    [Fact]
    public void Every_run_has_its_key()
    {
        ZipFile.CreateFromDirectory(project["photos"], project["photos.zip"]);
        project.Metadata["Dataset"] = "photos.zip";
        project.Metadata["Quantization"] = "int8;dynamic";
        var statement = BuildAndRead();
        Assert.Equal(
            ["dataset", "features", "train", "fine-tune", "convert", "quantize.int8", "quantize.dynamic", "evaluate", "evaluate.int8", "evaluate.dynamic", "report"],
            Stages(statement).Select(Name));
        Assert.Equal(HashOf(project["photos.zip"]), Hash(Dependencies(statement).Single(dependency => Name(dependency) == "photos.zip")));

        // The record of the archive is still in the intermediate folder, but takes no part.
        project.Metadata["Dataset"] = "photos";
        Assert.DoesNotContain("dataset", Stages(BuildAndRead()).Select(Name));
    }

    [Fact]
    public void The_same_inputs_give_the_same_bytes_in_another_folder()
    {
        using var other = new FakeTrainerProject();
        other.Metadata["Dataset"] = other["photos"];
        other.Metadata["BaseWeights"] = other["base.h5"];
        BuildAndRead();
        other.Build();
        other.Results();
        var text = File.ReadAllText(PathOf(project));
        Assert.Equal(text, File.ReadAllText(PathOf(other)));
        Assert.DoesNotContain(Path.GetTempPath(), text, StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.MachineName, text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
    }

    [Fact]
    public void Packages_are_those_of_the_trainer_and_the_sdk()
    {
        var packages = Dependencies(BuildAndRead()).Where(dependency => dependency.TryGetProperty("uri", out _));
        var uris = packages.Select(package => package.GetProperty("uri").GetString());
        Assert.Equal(["pkg:nuget/FlowerModel.FakeTrainer@1.0.0", "pkg:nuget/FlowerModel.Sdk@1.2.3"], uris);
    }

    [Fact]
    public void Official_weights_have_the_address_of_their_publisher_and_not_of_a_mirror()
    {
        project.Metadata["BaseWeights"] = "imagenet";
        var weights = Dependencies(BuildAndRead()).Single(dependency => Name(dependency) == "base weights").GetProperty("uri").GetString()!;
        Assert.StartsWith(
            "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/mobilenet_v2_weights_tf", weights, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_are_the_metadata_of_the_item()
    {
        project.Metadata["Epochs"] = "3";
        project.Metadata["MinAccuracy"] = "0.25";
        var item = BuildAndRead().GetProperty("predicate").GetProperty("buildDefinition").GetProperty("externalParameters").GetProperty("item");
        Assert.Equal("Flowers", item.GetProperty("Include").GetString());
        Assert.Equal("photos", item.GetProperty("Dataset").GetString());
        Assert.Equal(3, item.GetProperty("Epochs").GetInt32());
        Assert.Equal(0.25, item.GetProperty("MinAccuracy").GetDouble());
        Assert.Equal("float32", Assert.Single(item.GetProperty("Quantization").EnumerateArray()).GetString());
        Assert.False(item.TryGetProperty("Network", out _));
    }

    [Fact]
    public void What_is_in_no_key_of_a_model_changes_it()
    {
        BuildAndRead();
        var before = File.ReadAllText(PathOf(project));
        File.Move(project["photos", "daisy", "00.jpg"], project["photos", "daisy", "renamed.jpg"]);
        project.Metadata["MinAccuracy"] = "0.1";
        Assert.Equal(["report"], project.Build());
        project.Policy = RunPolicy.Question;
        var error = Assert.Throws<PipelineException>(() => project.Results()).Diagnostic;
        Assert.Equal((Codes.NotUpToDate, PathOf(project)), (error.Code, error.File));

        project.Policy = RunPolicy.Build;
        project.Results();
        Assert.NotEqual(before, File.ReadAllText(PathOf(project)));
        Assert.Contains("images/daisy/renamed.jpg", File.ReadAllText(PathOf(project)), StringComparison.Ordinal);
        project.Policy = RunPolicy.Question;
        project.Results();
    }

    [Fact]
    public void Without_a_change_neither_the_manifest_nor_the_statement_is_written()
    {
        BuildAndRead();
        var old = DateTime.UtcNow.AddDays(-1);
        string[] files = [project["obj", "manifest.json"], PathOf(project)];
        foreach (var file in files) File.SetLastWriteTimeUtc(file, old);
        project.Results();
        Assert.All(files, file => Assert.Equal(old, File.GetLastWriteTimeUtc(file)));
    }

    [Fact]
    public void A_changed_or_deleted_statement_is_written_again()
    {
        BuildAndRead();
        var text = File.ReadAllText(PathOf(project));
        File.AppendAllText(PathOf(project), " ");
        project.Results();
        Assert.Equal(text, File.ReadAllText(PathOf(project)));
        File.Delete(PathOf(project));
        project.Results();
        Assert.Equal(text, File.ReadAllText(PathOf(project)));
    }

    private static string PathOf(FakeTrainerProject project) => project["out", "Flowers.provenance.json"];

    private static JsonElement[] Dependencies(JsonElement statement) =>
        [.. statement.GetProperty("predicate").GetProperty("buildDefinition").GetProperty("resolvedDependencies").EnumerateArray()];

    private static JsonElement[] Stages(JsonElement statement) =>
        [.. statement.GetProperty("predicate").GetProperty("buildDefinition").GetProperty("internalParameters").GetProperty("stages").EnumerateArray()];

    private static string Name(JsonElement element) => element.TryGetProperty("name", out var name) ? name.GetString()! : "";

    private static string Hash(JsonElement element) => element.GetProperty("digest").GetProperty("sha256").GetString()!;

    private static string? Annotation(JsonElement element, string name) => element.GetProperty("annotations").GetProperty(name).GetString();

    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static string HashOfText(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private JsonElement BuildAndRead()
    {
        project.Build();
        project.Results();
        return JsonDocument.Parse(File.ReadAllText(PathOf(project))).RootElement;
    }
}
