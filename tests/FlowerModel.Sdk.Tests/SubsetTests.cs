using System.Globalization;
using FlowerModel.Sdk.Tests.Support;

namespace FlowerModel.Sdk.Tests;

/// <summary>Datasets that are divided into subsets, and several folders in one <c>Dataset</c>, as a project uses them.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class SubsetTests : IDisposable
{
    private static readonly string[] All = ["features", "train", "fine-tune", "convert", "evaluate", "report"];

    private readonly Consumer consumer;

    public SubsetTests(PackedFeed feed)
    {
        consumer = new Consumer(feed);
        foreach (var (subset, count) in ((string, int)[])[("train", 4), ("val", 3), ("test", 5)])
        {
            foreach (var label in (string[])["daisy", "roses"])
            {
                for (var i = 0; i < count; i++) Add($"{subset}/{label}/{i.ToString(CultureInfo.InvariantCulture)}");
            }
        }

        consumer.WriteProject(models: """<FlowerModel Include="Flowers" Dataset="divided" BaseWeights="none" />""");
    }

    public void Dispose() => consumer.Dispose();

    [Fact]
    public void The_program_knows_both_accuracies_and_a_changed_test_image_is_only_evaluated()
    {
        consumer.Write("App/Program.cs", """
            using System;
            using System.Globalization;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Flowers.KnownLabels.Roses} {Flowers.ValidationAccuracy} {Flowers.TestAccuracy}"));
            """);
        var first = consumer.Build().Succeeded();
        Assert.Equal(All, first.Verbs);
        Assert.Empty(first.Warnings);
        // The fake trainer misclassifies one image per class and subset.
        Assert.Equal("roses 0.6667 0.8", consumer.StartProgram().Trim());
        var model = File.ReadAllBytes(consumer["App/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.tflite"]);
        consumer.Build().DidNothing();

        for (var i = 5; i < 10; i++)
        {
            Add($"test/daisy/{i}");
            Add($"test/roses/{i}");
        }

        Assert.Equal(["evaluate", "report"], consumer.Build().Succeeded().Verbs);
        Assert.Equal("roses 0.6667 0.9", consumer.StartProgram().Trim());
        Assert.Equal(model, File.ReadAllBytes(consumer["App/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.tflite"]));
        consumer.Build().DidNothing();
    }

    [Fact]
    public void A_class_that_a_subset_lacks_fails_the_build()
    {
        Directory.Delete(consumer["App/divided/val/roses"], recursive: true);
        Assert.StartsWith(
            "Class 'roses' has images for training and test but none for validation.",
            consumer.Build().FailedWith("FLOWER2014").Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Several_folders_are_one_dataset_whose_images_are_no_project_items_and_are_watched()
    {
        consumer.Write("App/more/daisy/new.jpg", "new");
        consumer.WriteProject(models: """<FlowerModel Include="Flowers" Dataset="photos; more" BaseWeights="none" />""");
        Assert.Equal(All, consumer.Build().Succeeded().Verbs);
        consumer.Build().DidNothing();
        consumer.Write("App/more/tulips/new.jpg", "another");
        Assert.Equal(All, consumer.Build().Succeeded().Verbs);
        Directory.Delete(consumer["App/more"], recursive: true);
        Assert.Equal(consumer["App/more"], consumer.Build().FailedWith("FLOWER2001").File);

        consumer.Write("App/more/daisy/new.jpg", "new");
        var (_, watched) = Testing.CommandLine.Run(
            consumer["App"],
            consumer.Environment,
            ["msbuild", "-t:_FlowerModelCollectWatchItems", "-getItem:Watch", .. consumer.CommandLineProperties()]);
        Assert.Contains("new.jpg", watched, StringComparison.Ordinal);
        Assert.Contains("0.jpg", watched, StringComparison.Ordinal);
    }

    private void Add(string path) => consumer.Write($"App/divided/{path}.jpg", path);
}
