using FlowerModel.Sdk.Tests.Support;

namespace FlowerModel.Sdk.Tests;

/// <summary>Several variants of one model, in real builds with the fake trainer.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class VariantTests(PackedFeed feed) : IDisposable
{
    private const string State = "App/obj/Debug/net10.0/FlowerModel/Flowers";

    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    [Trait("Speed", "Slow")]
    public void Variants_share_one_training_and_are_embedded_copied_cleaned_and_removed_when_dropped()
    {
        consumer.WriteProject();
        consumer.Build().Succeeded();

        // Only the new variants run. The first in the list is embedded under the plain name, and the others are embedded too.
        consumer.WriteProject("Quantization=\"int8;none;dynamic\" EmbedAll=\"true\" CopyToOutput=\"true\"");
        consumer.Write("App/Program.cs", """
            using System;
            using System.IO;
            foreach (var name in typeof(Flowers).Assembly.GetManifestResourceNames())
            {
                using var resource = typeof(Flowers).Assembly.GetManifestResourceStream(name)!;
                using var embedded = new MemoryStream();
                resource.CopyTo(embedded);
                var beside = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, name));
                Console.WriteLine($"{name} {embedded.ToArray().AsSpan().SequenceEqual(beside)}");
            }

            Func<Flowers.Variant, Flowers> load = Flowers.Load;
            Console.WriteLine(string.Join(' ', Enum.GetNames<Flowers.Variant>()));
            """);
        var run = consumer.Build().Succeeded();
        Assert.Equal(["quantize int8", "quantize dynamic", "evaluate int8", "evaluate dynamic", "report"], run.Verbs);
        Assert.Equal(3, run.Messages.Count(text => text.Contains("of float32), accuracy ", StringComparison.Ordinal)));
        Assert.Equal(
            ["Flowers.tflite True", "Flowers.float32.tflite True", "Flowers.dynamic.tflite True", "Int8 Float32 Dynamic"],
            consumer.StartProgram().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Contains("\"int8\"", File.ReadAllText(consumer[$"{State}/Flowers.tflite"]), StringComparison.Ordinal);
        Assert.Contains("| float32 | Flowers.float32.tflite |", File.ReadAllText(consumer[$"{State}/variants.md"]), StringComparison.Ordinal);
        consumer.Build().DidNothing();
        consumer.Build().DidNothing();
        consumer.Build("-question").DidNothing();

        consumer.WriteProject("Quantization=\"int8;none\" EmbedAll=\"true\" CopyToOutput=\"true\"");
        Assert.Equal(["report"], consumer.Build().Succeeded().Verbs);
        Assert.False(File.Exists(consumer[$"{State}/Flowers.dynamic.tflite"]));
        Assert.False(File.Exists(consumer["App/bin/Debug/net10.0/Flowers.dynamic.tflite"]));
        Assert.DoesNotContain("dynamic", consumer.StartProgram(), StringComparison.OrdinalIgnoreCase);

        consumer.Run("App", "clean").Succeeded();
        Assert.False(Directory.Exists(consumer["App/obj/Debug/net10.0/FlowerModel"]));
        Assert.DoesNotContain(consumer.FilesIn("App/bin/Debug/net10.0"), file => file.Contains(".tflite", StringComparison.Ordinal));
    }

    [Fact]
    public void Exported_models_are_copied_but_not_embedded_and_removed_when_dropped()
    {
        consumer.WriteProject("Quantization=\"int8;none\" CopyToOutput=\"true\"");
        consumer.Build().Succeeded();

        consumer.WriteProject("Quantization=\"int8;none\" CopyToOutput=\"true\" Export=\"onnx\"");
        Assert.Equal(["export int8", "export float32"], consumer.Build().Succeeded().Verbs);
        string[] files = ["App/bin/Debug/net10.0/Flowers.onnx", "App/bin/Debug/net10.0/Flowers.float32.onnx"];
        Assert.All(files, file => Assert.True(File.Exists(consumer[file]), file));
        consumer.Build().DidNothing();
        consumer.Build("-question").DidNothing();

        consumer.WriteProject("Quantization=\"int8;none\" CopyToOutput=\"true\"");
        Assert.Empty(consumer.Build().Succeeded().Verbs);
        Assert.All(files, file => Assert.False(File.Exists(consumer[file]), file));
    }

    [Fact]
    public void A_limit_fails_the_build_with_its_code_and_the_model_file_and_a_looser_limit_passes_without_running_anything()
    {
        consumer.WriteProject("Quantization=\"int8\" ValidationSplit=\"0.9\" MaxQuantizationDrop=\"0.1\" MaxModelSize=\"0.1KB\"");
        var run = consumer.Build();
        Assert.Equal(consumer[$"{State}/Flowers.tflite"], run.FailedWith("FLOWER6003").File);
        Assert.Contains("less accurate than float32", run.FailedWith("FLOWER6003").Text, StringComparison.Ordinal);
        Assert.Equal(consumer[$"{State}/Flowers.tflite"], run.FailedWith("FLOWER6004").File);
        Assert.True(File.Exists(consumer[$"{State}/variants.md"]));

        consumer.WriteProject("Quantization=\"int8\" ValidationSplit=\"0.9\" MaxQuantizationDrop=\"1\" MaxModelSize=\"1MB\"");
        Assert.Empty(consumer.Build().Succeeded().Verbs);
    }
}
