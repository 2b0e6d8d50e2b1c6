using FlowerModel.Sdk.Tests.Support;

namespace FlowerModel.Sdk.Tests;

/// <summary>Every error in a project is reported with a code, a file and a remedy before any stage runs.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class BadInputTests(PackedFeed feed) : IDisposable
{
    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    public void All_errors_of_all_items_are_reported_in_one_build()
    {
        consumer.WriteProject(models: """
            <FlowerModel Include="Flowers" Dataset="photos" Epoch="5" Alpha="9" Version="1.x" />
            <FlowerModel Include="my-flowers" Dataset="photos" LogicalName="Flowers.tflite" FineTuneFrom="block_99" ImageSize="100" />
            <FlowerModel Include="Classify" />
            """);
        var run = consumer.Build();
        var project = consumer["App/App.csproj"];

        Said Of(string code, string part) => Assert.Single(run.Errors, error => error.Code == code && error.Text.Contains(part, StringComparison.Ordinal));
        Assert.Equal(project, Of("FLOWER1001", "Did you mean 'Epochs'?").File);
        Assert.Equal(project, Of("FLOWER1002", "Alpha=\"9\"").File);
        Assert.Equal(project, Of("FLOWER1002", "not a semantic version").File);
        Assert.Equal(project, Of("FLOWER1003", "same resource 'Flowers.tflite'").File);
        Assert.Equal(project, Of("FLOWER1004", "ClassName=\"MyFlowers\"").File);
        Assert.Equal(project, Of("FLOWER1004", "cannot be named 'Classify'").File);
        Assert.Equal(project, Of("FLOWER1005", "has no Dataset").File);
        Assert.Equal(project, Of("FLOWER1002", "did you mean 'block_9'?").File);
        Assert.Equal(project, Of("FLOWER3004", "for Alpha=1 ImageSize=100").File);
        Assert.Equal(9, run.Errors.Count);
        Assert.Empty(run.Verbs);
    }

    [Fact]
    public void A_dataset_must_exist_have_two_classes_and_images_in_each()
    {
        consumer.WriteProject(models: """<FlowerModel Include="Flowers" Dataset="fotos" BaseWeights="none" />""");
        Assert.Equal(consumer["App/fotos"], consumer.Build().FailedWith("FLOWER2001").File);

        consumer.Write("App/one/daisy/1.jpg", "1");
        consumer.Write("App/one/daisy/2.jpg", "2");
        consumer.WriteProject(models: """<FlowerModel Include="Flowers" Dataset="one" BaseWeights="none" />""");
        Assert.Equal(consumer["App/one"], consumer.Build().FailedWith("FLOWER2002").File);

        consumer.Write("App/one/roses/1.jpg", "3");
        var run = consumer.Build();
        Assert.Equal(consumer["App/one/roses"], run.FailedWith("FLOWER2003").File);
        Assert.Empty(run.Verbs);
    }

    [Fact]
    public void Accuracy_below_MinAccuracy_fails_the_build_and_a_lower_minimum_passes_without_training()
    {
        consumer.WriteProject("MinAccuracy=\"1\" ValidationSplit=\"0.9\"");
        Assert.Contains("less than MinAccuracy", consumer.Build().FailedWith("FLOWER6001").Text, StringComparison.Ordinal);
        consumer.WriteProject("MinAccuracy=\"0.1\" ValidationSplit=\"0.9\"");
        Assert.Empty(consumer.Build().Succeeded().Verbs);
    }

    [Fact]
    public void Variant_files_must_not_collide_and_int8_settings_require_int8()
    {
        consumer.WriteProject(models: """
            <FlowerModel Include="Flowers" Dataset="photos" Quantization="none;int8" EmbedAll="true" CopyToOutput="true" />
            <FlowerModel Include="Flowers.int8" ClassName="Others" Dataset="photos" CopyToOutput="true" Quantization="none;flaot16"
                         InferenceInputType="uint8" />
            """);
        var run = consumer.Build();
        Said Of(string code, string part) => Assert.Single(run.Errors, error => error.Code == code && error.Text.Contains(part, StringComparison.Ordinal));
        Of("FLOWER1003", "same resource 'Flowers.int8.tflite'");
        Of("FLOWER1003", "same file in the output folder 'Flowers.int8.tflite'");
        Of("FLOWER1002", "did you mean 'float16'?");
        Of("FLOWER1008", "InferenceInputType, which belongs to an int8 model");
        Assert.Equal(4, run.Errors.Count);
    }

    [Fact]
    public void Labels_that_are_not_identifiers_get_constants_and_collisions_get_a_number_and_a_warning()
    {
        foreach (var label in (string[])["ox-eye daisy", "ox eye daisy", "3", "class"])
        {
            consumer.AddImage(label, "1");
            consumer.AddImage(label, "2", "2 " + label);
        }

        consumer.Write("App/Program.cs", """
            string[] labels = [Flowers.KnownLabels.OxEyeDaisy, Flowers.KnownLabels.OxEyeDaisy2, Flowers.KnownLabels._3, Flowers.KnownLabels.Class];
            System.Console.WriteLine(string.Join(", ", labels));
            """);
        var run = consumer.Build().Succeeded();
        var warning = Assert.Single(run.Warnings);
        Assert.Equal("FLOWER1006", warning.Code);
        Assert.Contains("'ox-eye daisy'", warning.Text, StringComparison.Ordinal);
        Assert.Equal("ox eye daisy, ox-eye daisy, 3, class", consumer.StartProgram().Trim());
    }

    [Fact]
    public void A_project_in_another_language_gets_the_resource_and_a_warning()
    {
        consumer.WriteProject(
            path: "Sharp/Sharp.fsproj",
            body: """<ItemGroup><Compile Include="Program.fs" /></ItemGroup>""",
            models: """<FlowerModel Include="Flowers" Dataset="../App/photos" BaseWeights="none" />""");
        consumer.Write("Sharp/Program.fs", """
            for name in System.Reflection.Assembly.GetExecutingAssembly().GetManifestResourceNames() do printfn "%s" name
            """);
        var run = consumer.Run("Sharp", "build").Succeeded();
        var warning = Assert.Single(run.Warnings);
        Assert.Equal("FLOWER1007", warning.Code);
        Assert.Contains("LoadResource(assembly, \"Flowers.tflite\")", warning.Text, StringComparison.Ordinal);
        Assert.Contains("Flowers.tflite", consumer.StartProgram("Sharp/bin/Debug/net10.0/Sharp.dll"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_Visual_Basic_project_gets_a_class_whatever_the_labels_are()
    {
        string[] labels = ["class", "Daisy", "daisy", "it's \"quoted\"", "3", "ромашка", "雏菊", "Me"];
        foreach (var label in labels)
        {
            for (var i = 0; i < 3; i++) consumer.Write($"Basic/photos/{label}/{i}.jpg", $"{label} {i}");
        }

        consumer.WriteProject(
            path: "Basic/Basic.vbproj",
            models: """<FlowerModel Include="Module" ClassName="Flowers" Namespace="Some.Class" Dataset="photos" BaseWeights="none" Quantization="int8;none" EmbedAll="true" />""");
        consumer.Write("Basic/Program.vb", """
            Imports Some.[Class]
            Module Program
                Sub Main()
                    System.Console.OutputEncoding = System.Text.Encoding.UTF8
                    For Each field In GetType(Flowers.KnownLabels).GetFields()
                        System.Console.WriteLine(field.Name & "=" & CStr(field.GetRawConstantValue()))
                    Next
                    System.Console.WriteLine(Flowers.ModelVersion & " " & Flowers.ModelSha256.Length & " " & CInt(Flowers.KnownLabel.Me) & " " & Flowers.Variant.Float32.ToString())
                End Sub
            End Module
            """);

        var run = consumer.Run("Basic", "build").Succeeded();

        Assert.Equal("FLOWER1006", Assert.Single(run.Warnings).Code); // Daisy and daisy are the same name.
        var lines = consumer.StartProgram("Basic/bin/Debug/net10.0/Basic.dll").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(labels.Order(StringComparer.Ordinal), lines[..^1].Select(line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]));
        Assert.Equal($"1.0.0 64 {Array.IndexOf([.. labels.Order(StringComparer.Ordinal)], "Me")} Float32", lines[^1]);
        consumer.Run("Basic", "build").DidNothing();
    }
}
