using FlowerModel.Sdk.Tests.Support;

namespace FlowerModel.Sdk.Tests;

/// <summary>What runs after a change: only the stages that the change affects.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class ChangeTests(PackedFeed feed) : IDisposable
{
    private static readonly string[] FromFeatures = ["features", "train", "fine-tune", "convert", "evaluate", "report"];
    private static readonly string[] FromTrain = ["train", "fine-tune", "convert", "evaluate", "report"];

    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    [Trait("Speed", "Slow")]
    public void Adding_or_removing_a_photo_runs_every_stage_and_undoing_it_runs_none()
    {
        consumer.Build().Succeeded();
        var model = EmbeddedModel();

        consumer.AddImage("daisy", "added");
        var added = consumer.Build().Succeeded();
        Assert.Equal(FromFeatures, added.Verbs);
        Assert.True(added.Compiled);
        Assert.NotEqual(model, EmbeddedModel());

        File.Delete(consumer["App/photos/daisy/added.jpg"]);
        var removed = consumer.Build().Succeeded();
        Assert.Empty(removed.Verbs);
        Assert.Equal(model, EmbeddedModel());

        // Photos 0 and 1 are for validation.
        File.Delete(consumer["App/photos/daisy/2.jpg"]);
        Assert.Equal(FromFeatures, consumer.Build().Succeeded().Verbs);
    }

    [Fact]
    public void A_photo_for_validation_does_not_change_the_model()
    {
        consumer.Build().Succeeded();
        var model = EmbeddedModel();

        // Photos 0 and 1 are for validation.
        File.Delete(consumer["App/photos/daisy/0.jpg"]);
        var removed = consumer.Build().Succeeded();

        Assert.Equal(["features", "train", "fine-tune", "evaluate", "report"], removed.Verbs);
        Assert.False(removed.Compiled);
        Assert.Equal(model, EmbeddedModel());
    }

    [Fact]
    public void Renaming_or_touching_photos_trains_nothing()
    {
        consumer.Build().Succeeded();
        File.Move(consumer["App/photos/daisy/0.jpg"], consumer["App/photos/daisy/renamed.jpg"]);
        foreach (var image in Directory.EnumerateFiles(consumer["App/photos"], "*.jpg", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(image, DateTime.UtcNow.AddHours(1));
        }

        var renamed = consumer.Build().Succeeded();
        Assert.Equal(["report"], renamed.Verbs);
        Assert.False(renamed.Compiled, "the compiler ran");
        consumer.Build().DidNothing();
    }

    [Fact]
    public void Moving_a_photo_to_another_class_retrains_on_the_cached_features()
    {
        consumer.Build().Succeeded();
        File.Move(consumer["App/photos/daisy/0.jpg"], consumer["App/photos/roses/moved.jpg"]);
        Assert.Equal(FromTrain, consumer.Build().Succeeded().Verbs);
    }

    [Fact]
    public void Replacing_a_photo_with_an_older_file_is_detected()
    {
        consumer.Build().Succeeded();
        consumer.AddImage("daisy", "0", "other bytes");
        File.SetLastWriteTimeUtc(consumer["App/photos/daisy/0.jpg"], new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(FromFeatures, consumer.Build().Succeeded().Verbs);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void A_changed_setting_runs_its_stage_and_later_stages_only()
    {
        consumer.Build().Succeeded();
        (string Metadata, string[] Verbs)[] changes =
        [
            ("Alpha=\"0.5\"", FromFeatures),
            ("Epochs=\"11\"", FromTrain),
            ("FineTuneLearningRate=\"0.01\"", ["fine-tune", "convert", "evaluate", "report"]),
            ("Version=\"2.0.0\"", ["convert", "evaluate", "report"]),
            ("MinAccuracy=\"0.1\"", []),
            ("CopyToOutput=\"true\"", []),
        ];
        foreach (var (metadata, verbs) in changes)
        {
            consumer.WriteProject(metadata);
            Assert.Equal((metadata, string.Join(' ', verbs)), (metadata, string.Join(' ', consumer.Build().Succeeded().Verbs)));
        }
    }

    [Fact]
    public void Changed_bytes_behind_a_link_and_images_swapped_between_classes_are_detected()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links require a privilege on Windows");
        var date = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        consumer.Write("store/object", "one");
        File.SetLastWriteTimeUtc(consumer["store/object"], date);
        File.CreateSymbolicLink(consumer["App/photos/daisy/link.jpg"], consumer["store/object"]);
        consumer.Build().Succeeded();
        consumer.Write("store/object", "two");
        File.SetLastWriteTimeUtc(consumer["store/object"], date);
        Assert.Equal(FromFeatures, consumer.Build().Succeeded().Verbs);

        var (daisy, rose) = (consumer["App/photos/daisy/0.jpg"], consumer["App/photos/roses/0.jpg"]);
        File.Move(daisy, consumer["swap"]);
        File.Move(rose, daisy);
        File.Move(consumer["swap"], rose);
        Assert.Equal(FromTrain, consumer.Build().Succeeded().Verbs);
    }

    [Fact]
    public void If_nothing_changed_one_task_decides_and_the_items_are_those_of_the_build_before()
    {
        consumer.WriteProject("""Quantization="int8;float32" EmbedAll="true" CopyToOutput="true" """);
        consumer.Build().Succeeded();
        var files = consumer.FilesIn("App/bin");
        var unchanged = consumer.Build();
        unchanged.DidNothing();
        Assert.Contains(unchanged.Messages, text => text.Contains("Flowers: every stage is up to date", StringComparison.Ordinal));
        Assert.DoesNotContain(unchanged.Messages, text => text.Contains("train is up to date", StringComparison.Ordinal));
        consumer.Build("-question").Succeeded();

        Directory.Delete(consumer["App/bin"], recursive: true);
        consumer.Build().Succeeded();
        Assert.Equal(files, consumer.FilesIn("App/bin"));
    }

    private string EmbeddedModel() => File.ReadAllText(consumer["App/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.tflite"]);
}
