using FlowerModel.Testing;
using FlowerModel.Tflite;
using FlowerModel.Tool.Tests.Support;

namespace FlowerModel.Tool.Tests.Evaluation;

public sealed class EvaluateTests : IDisposable
{
    private const int ImagesOfAClass = 8;

    private readonly NearestMean classifier;
    private readonly TemporaryFolder folder = new();

    public EvaluateTests(NearestMean classifier)
    {
        this.classifier = classifier;
        foreach (var label in NearestMean.Labels)
        {
            Directory.CreateDirectory(folder["images", label]);
            foreach (var image in NearestMean.Unseen(label, ImagesOfAClass)) File.Copy(image, folder["images", label, Path.GetFileName(image)]);
        }
    }

    private string Model => classifier.Model;

    private string Images => folder["images"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Accuracy_confusion_recall_and_precision_are_those_computed_by_hand()
    {
        var truth = Answers();
        var report = Command.Run("evaluate", Model, Images, "--json").Json;
        Assert.Equal(truth.Length, (int?)report["images"]);
        Assert.Equal(truth.Count(pair => pair.Label == pair.Answer), (int?)report["correct"]);
        Assert.Equal(truth.Count(pair => pair.Label == pair.Answer) / (double)truth.Length, (double)report["accuracy"]!, 1e-12);
        Assert.InRange((double)report["accuracy"]!, 0.3, 0.99);

        foreach (var label in NearestMean.Labels)
        {
            foreach (var answer in NearestMean.Labels)
            {
                var cell = report["confusion"]!.AsArray().SingleOrDefault(cell => (string?)cell!["label"] == label && (string?)cell["answer"] == answer);
                Assert.Equal(truth.Count(pair => pair.Label == label && pair.Answer == answer), (int?)cell?["images"] ?? 0);
            }

            var row = Assert.Single(report["classes"]!.AsArray(), row => (string?)row!["label"] == label)!;
            var right = truth.Count(pair => pair.Label == label && pair.Answer == label);
            var answers = truth.Count(pair => pair.Answer == label);
            Assert.Equal(right / (double)ImagesOfAClass, (double)row["recall"]!, 1e-12);
            Assert.Equal(answers == 0 ? null : right / (double)answers, (double?)row["precision"]);
        }
    }

    [Fact]
    public void The_table_shows_accuracy_and_confusion()
    {
        var truth = Answers();
        var result = Command.Run("evaluate", Model, Images);
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Errors);
        var right = truth.Count(pair => pair.Label == pair.Answer);
        Assert.Contains($" ({right} of {truth.Length} images)", result.Line("Accuracy"), StringComparison.Ordinal);
        var row = result.Output[result.Output.IndexOf("Confusion", StringComparison.Ordinal)..].Split('\n')
            .Single(line => line.TrimStart().StartsWith("roses ", StringComparison.Ordinal) && !line.Contains("tulips", StringComparison.Ordinal));
        Assert.Equal(
            NearestMean.Labels.Select(answer => truth.Count(pair => pair.Label == "roses" && pair.Answer == answer).ToString()),
            row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(cell => cell.Trim()));
    }

    [Fact]
    public void Unreadable_images_are_named_and_skipped()
    {
        File.WriteAllText(folder["images", "daisy", "broken.jpg"], "This is no image.");
        var result = Command.Run("evaluate", Model, Images, "--json");
        Assert.Equal(NearestMean.Labels.Count * ImagesOfAClass, (int?)result.Json["images"]);
        Assert.Equal("daisy/broken.jpg", (string?)Assert.Single(result.Json["skipped"]!.AsArray())!["path"]);
        Assert.Contains("warning FLOWER2004: ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("broken.jpg", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_a_label_of_the_model_is_reported_with_a_suggestion()
    {
        Directory.Move(folder["images", "tulips"], folder["images", "Tulip"]);
        var result = Command.Run("evaluate", Model, Images, "--json");
        Assert.Equal((NearestMean.Labels.Count - 1) * ImagesOfAClass, (int?)result.Json["images"]);
        var foreign = Assert.Single(result.Json["foreignLabels"]!.AsArray())!;
        Assert.Equal("Tulip", (string?)foreign["label"]);
        Assert.Equal("tulips", (string?)foreign["nearest"]);
        Assert.Equal(ImagesOfAClass, (int?)foreign["images"]);
        Assert.Contains("warning FLOWER7006: ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Flips_against_another_model_are_counted_by_direction()
    {
        // This model always predicts daisy.
        classifier.WriteWeights(folder["daisy.h5"], [1e6, 0, 0, 0, 0]);
        File.WriteAllLines(folder["labels.txt"], NearestMean.Labels);
        NearestMean.Convert(folder["daisy.h5"], folder["daisy.tflite"]);
        var truth = Answers();
        var against = Command.Run("evaluate", folder["daisy.tflite"], Images, "--against", Model, "--json").Json["against"]!;
        Assert.Equal(truth.Count(pair => pair.Answer != "daisy"), (int?)against["flips"]);
        Assert.Equal(truth.Count(pair => pair.Answer != "daisy" && pair.Label == "daisy"), (int?)against["flipsToRight"]);
        Assert.Equal(truth.Count(pair => pair.Answer != "daisy" && pair.Label == pair.Answer), (int?)against["flipsToWrong"]);
        Assert.Equal(truth.Count(pair => pair.Label == pair.Answer), (int?)against["correct"]);
        Assert.Equal((int)against["flips"]!, against["flipped"]!.AsArray().Count);

        var table = Command.Run("evaluate", folder["daisy.tflite"], Images, "--against", Model);
        Assert.Contains($"{truth.Count(pair => pair.Answer != "daisy")} images: ", table.Line("Flipped"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_real_model_with_a_thousand_classes_recognizes_daisies()
    {
        var model = ReferenceData.Tflite("tf2_mobilenet_v2_1.0_224_ptq.tflite");
        Directory.CreateDirectory(folder["photos", "daisy"]);
        foreach (var photo in Directory.GetFiles(Path.Combine(ReferenceData.FlowerPhotos, "daisy")).Order(StringComparer.Ordinal).Take(12))
        {
            File.Copy(photo, folder["photos", "daisy", Path.GetFileName(photo)]);
        }

        var result = Command.Run("evaluate", model, folder["photos"], "--json");
        Assert.Equal(12, (int?)result.Json["images"]);
        Assert.InRange((int)result.Json["correct"]!, 9, 12);
    }

    [Fact]
    public void Labels_can_be_read_from_a_file()
    {
        File.WriteAllLines(folder["own.txt"], ["Daisy", "Dandelion", "Roses", "Sunflowers", "Tulips"]);
        Command.RunToFailure("FLOWER7005", "evaluate", Model, Images, "--labels", folder["own.txt"]);
        File.WriteAllLines(folder["reversed.txt"], NearestMean.Labels.Reverse());
        var report = Command.Run("evaluate", Model, Images, "--labels", folder["reversed.txt"], "--json").Json;
        var mirror = NearestMean.Labels.Zip(NearestMean.Labels.Reverse()).ToDictionary(pair => pair.First, pair => pair.Second);
        Assert.Equal(Answers().Count(pair => pair.Label == mirror[pair.Answer]), (int?)report["correct"]);

        File.WriteAllLines(folder["short.txt"], ["one", "two"]);
        var errors = Command.RunToFailure("FLOWER7004", "evaluate", Model, Images, "--labels", folder["short.txt"]);
        Assert.Contains("5 classes", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_that_cannot_be_evaluated_causes_an_error_with_a_code()
    {
        Command.RunToFailure("FLOWER2001", "evaluate", Model, folder["nowhere"]);
        Directory.CreateDirectory(folder["empty"]);
        Command.RunToFailure("FLOWER7005", "evaluate", Model, folder["empty"]);
        var noClassifier = Command.RunToFailure("FLOWER7003", "evaluate", ReferenceData.Tflite("hello_world_float.tflite"), Images);
        Assert.Contains("hello_world_float.tflite", noClassifier, StringComparison.Ordinal);
        Command.RunToFailure("FLOWER7001", "evaluate", Model, Images, "--against", folder["no.tflite"]);
    }

    [Fact]
    public void Damaged_models_cause_an_error_with_a_code_or_a_result_but_never_a_stack_trace()
    {
        Directory.CreateDirectory(folder["few", "0"]);
        File.Copy(NearestMean.Images("daisy").First(), folder["few", "0", "a.jpg"]);
        var bytes = SmallModels.Colors();
        File.WriteAllBytes(folder["whole.tflite"], bytes);
        string[] normalization = ["--mean", "127.5", "--std", "127.5"];
        Assert.Equal(1, (int?)Command.Run(["evaluate", folder["whole.tflite"], folder["few"], "--json", .. normalization]).Json["images"]);

        var random = new Random(1);
        var failures = 0;
        for (var round = 0; round < 300; round++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var change = 0; change < 3; change++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(folder["damaged.tflite"], damaged);
            var result = Command.Run(["evaluate", folder["damaged.tflite"], folder["few"], .. normalization]);
            if (result.ExitCode == 0) continue;
            failures++;
            Assert.Matches("^[^\n]*error FLOWER700[235]: [^\n]*\n$", result.Errors);
        }

        Assert.InRange(failures, 50, 299);
    }

    [Fact]
    public void The_normalization_of_a_model_that_does_not_state_it_is_asked_for()
    {
        // The mean colors of 8 by 8 pixels; the metadata of the other model states what --mean and --std state here.
        var metadata = new ModelMetadata
        {
            Input = new ImageInputMetadata { Mean = [0], Std = [255] },
            Output = new ScoreOutputMetadata(),
            Labels = ["0", "1", "2"],
        };
        Directory.CreateDirectory(folder["few", "0"]);
        foreach (var image in NearestMean.Images("daisy").Take(5)) File.Copy(image, folder["few", "0", Path.GetFileName(image)]);
        File.WriteAllBytes(folder["silent.tflite"], SmallModels.Colors());
        File.WriteAllBytes(folder["stated.tflite"], MetadataWriter.Write(ModelReader.Read(SmallModels.Colors()), metadata));

        var errors = Command.RunToFailure("FLOWER7003", "evaluate", folder["silent.tflite"], folder["few"]);
        Assert.Contains("--mean", errors, StringComparison.Ordinal);
        Assert.Contains("--std", errors, StringComparison.Ordinal);
        var expected = Command.Run("evaluate", folder["stated.tflite"], folder["few"], "--json").Json["confusion"]!.ToJsonString();
        var actual = Command.Run("evaluate", folder["silent.tflite"], folder["few"], "--json", "--mean", "0", "--std", "255").Json["confusion"]!.ToJsonString();
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("FLOWER1008", "--mean", "0")]
    [InlineData("FLOWER1008", "--std", "255")]
    [InlineData("FLOWER1002", "--mean", "0", "--std", "0")]
    [InlineData("FLOWER1002", "--mean", "NaN", "--std", "1")]
    public void Half_a_normalization_or_an_invalid_one_causes_an_error_with_a_code(string code, params string[] options) =>
        Command.RunToFailure(code, ["evaluate", Model, Images, .. options]);

    [Fact]
    public void A_model_of_maps_instead_of_scores_is_no_classifier()
    {
        var relu = new Model
        {
            Subgraphs =
            [
                new Subgraph
                {
                    Tensors =
                    [
                        new Tensor { Name = "image", Shape = [1, 256, 256, 3], Type = TensorType.Float32 },
                        new Tensor { Name = "mask", Shape = [1, 256, 256, 3], Type = TensorType.Float32 },
                    ],
                    Inputs = [0],
                    Outputs = [1],
                    Operators = [new Operator { Code = BuiltinOperator.Relu, Inputs = [0], Outputs = [1] }],
                },
            ],
        };
        File.WriteAllBytes(folder["segmentation.tflite"], ModelWriter.Write(relu));

        var errors = Command.RunToFailure("FLOWER7003", "evaluate", folder["segmentation.tflite"], Images);

        Assert.Contains("'mask' of shape [1, 256, 256, 3]", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_only_documented_fields()
    {
        Directory.CreateDirectory(folder["images", "tulpen"]);
        File.Copy(NearestMean.Images("tulips").First(), folder["images", "tulpen", "a.jpg"]);
        File.WriteAllText(folder["images", "daisy", "broken.jpg"], "This is no image.");
        Documented.Check(Command.Run("evaluate", Model, Images, "--against", Model, "--json").Json);
    }

    private (string Label, string Answer)[] Answers() =>
        [.. NearestMean.Labels.SelectMany(label => NearestMean.Unseen(label, ImagesOfAClass).Select(image => (label, classifier.AnswerTo(image))))];
}
