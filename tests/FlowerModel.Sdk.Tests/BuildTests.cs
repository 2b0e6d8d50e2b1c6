using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>The first, second and third builds, and their output.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class BuildTests(PackedFeed feed) : IDisposable
{
    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    public void A_quiet_build_shows_nothing_of_its_models()
    {
        var terminal = consumer.BuildInTerminal("-v:quiet").Succeeded();
        Assert.Contains("train", terminal.Verbs);
        Assert.DoesNotContain("Flowers", terminal.Output, StringComparison.Ordinal);

        consumer.AddImage("daisy", "another");
        var plain = consumer.Build("-v:quiet").Succeeded();
        Assert.NotEmpty(plain.Verbs);
        Assert.DoesNotContain("Flowers", plain.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_build_runs_every_stage_in_order_and_embeds_the_model()
    {
        var run = consumer.Build().Succeeded();
        Assert.Equal(["features", "train", "fine-tune", "convert", "evaluate", "report"], run.Verbs);
        Assert.Empty(run.Warnings);
        var bytes = new FileInfo(consumer["App/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.tflite"]).Length;
        Assert.Equal($"version 1.0.0, daisy, {bytes} bytes", consumer.StartProgram().Trim());
    }

    [Fact]
    public void The_second_and_third_builds_start_nothing_and_compile_nothing()
    {
        consumer.Build().Succeeded();
        consumer.Build().DidNothing();
        consumer.Build().DidNothing();
        consumer.Build("-question").DidNothing();
    }

    [Fact]
    public void The_output_gets_the_managed_runtime_and_no_native_files()
    {
        consumer.WriteProject();
        consumer.Build().Succeeded();
        Assert.Equal(Consumer.ProgramFiles, consumer.FilesIn("App/bin/Debug/net10.0"));
    }

    [Theory]
    [InlineData("CopyToOutput=\"true\"")]
    [InlineData("CopyToOutputDirectory=\"IfDifferent\"")]
    public void Copying_puts_the_model_and_labels_next_to_the_program_and_into_publish_folders(string metadata)
    {
        consumer.WriteProject(metadata);
        consumer.Build().Succeeded();
        Assert.Equal("daisy\nroses\ntulips\n", File.ReadAllText(consumer["App/bin/Debug/net10.0/Flowers.labels.txt"]));
        Assert.Equal(
            File.ReadAllBytes(consumer["App/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.tflite"]),
            File.ReadAllBytes(consumer["App/bin/Debug/net10.0/Flowers.tflite"]));

        var publish = consumer.Run("App", "publish", "--no-build", "-c", "Debug", "-o", consumer["published"]);
        publish.DidNothing();
        Assert.Empty(publish.TasksNamed("FlowerModelRunStage"));
        Assert.Contains("Flowers.tflite", consumer.FilesIn("published"));
        Assert.Contains("Flowers.labels.txt", consumer.FilesIn("published"));
        Assert.Equal(
            File.ReadAllText(consumer["App/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.provenance.json"]),
            File.ReadAllText(consumer["published/Flowers.provenance.json"]));
    }

    [Fact]
    public void Photos_do_not_become_project_items()
    {
        consumer.AddImage("daisy", "deep/er/one");
        consumer.Write("App/more/photos/tulips/1.jpg", "one");
        consumer.Write("App/notes.txt", "kept");
        consumer.WriteProject(models: """<FlowerModel Include="Flowers" Dataset="$(MSBuildProjectDirectory)/photos;$(MSBuildProjectDirectory)/more/photos" />""");
        var (_, items) = CommandLine.Run(consumer["App"], consumer.Environment, "msbuild", "-getItem:None,Content");
        Assert.Contains("notes.txt", items, StringComparison.Ordinal);
        Assert.DoesNotContain(".jpg", items, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""<FlowerModel Include="Flowers" BaseWeights="none" Dataset='photos/' />""", "photos")]
    [InlineData("""<FlowerModel Include="Flowers" BaseWeights="none"><Dataset>photos</Dataset></FlowerModel>""", "photos")]
    [InlineData("""<FlowerModel Include="Flowers" BaseWeights="none" Dataset="photos; more/photos" />""", "photos; more/photos")]
    [InlineData("""<FlowerModel Include="Flowers" Dataset="photos" /><FlowerModel Include="More" Dataset="more/photos" />""", "photos;more/photos")]
    [InlineData("""<FlowerModel Include="Flowers" BaseWeights="none" Dataset="$(MSBuildProjectDirectory)/photos" />""", "")]
    [InlineData("""<FlowerModel Include="Flowers" BaseWeights="none" Dataset="." /><!-- <FlowerModel Dataset="commented" /> -->""", "")]
    [InlineData("""<FlowerModel Include="Flowers" BaseWeights="none" Dataset="photos/../photos" /><None Include="Program.cs" Dataset="other" />""", "")]
    public void Default_globs_do_not_enter_dataset_folders_below_the_project(string models, string folders)
    {
        consumer.WriteProject(models: models);
        var (_, found) = CommandLine.Run(consumer["App"], consumer.Environment, "msbuild", "-getProperty:_FlowerModelDatasetFolders");
        Assert.Equal(folders, found.Trim());
        foreach (var folder in folders.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            consumer.Write($"App/{folder}/daisy/Inside.cs", "");
        var (_, items) = CommandLine.Run(consumer["App"], consumer.Environment, "msbuild", "-getItem:Compile");
        Assert.Contains("Program.cs", items, StringComparison.Ordinal);
        Assert.DoesNotContain("Inside.cs", items, StringComparison.Ordinal);
    }

    [Fact]
    public void The_log_explains_why_a_stage_ran_or_was_up_to_date()
    {
        Assert.Contains(consumer.Build().Messages, text => text.Contains("Flowers: train runs because it has not run before", StringComparison.Ordinal));
        consumer.WriteProject("LearningRate=\"0.002\"");
        var run = consumer.Build();
        Assert.Contains(run.Messages, text => text.Contains("Flowers: features is up to date", StringComparison.Ordinal));
        Assert.Contains(
            run.Messages, text => text.Contains("Flowers: train runs because setting learningRate changed from '0.001' to '0.002'", StringComparison.Ordinal));
    }

    [Fact]
    public void Clean_removes_build_output_but_keeps_the_cache_so_a_rebuild_does_not_train()
    {
        consumer.Build().Succeeded();
        consumer.Run("App", "clean").Succeeded();
        Assert.False(Directory.Exists(consumer["App/obj/Debug/net10.0/FlowerModel"]));
        Assert.False(File.Exists(consumer["App/bin/Debug/net10.0/App.dll"]));

        var rebuilt = consumer.Build("--no-incremental").Succeeded();
        Assert.Empty(rebuilt.Verbs);
        Assert.True(rebuilt.Compiled);
        Assert.StartsWith("version 1.0.0, daisy", consumer.StartProgram(), StringComparison.Ordinal);
    }

    [Fact]
    public void FlowerModelCleanCache_deletes_cache_entries_and_no_other_files()
    {
        consumer.Build().Succeeded();
        consumer.Write("cache/mine.txt", "mine");
        consumer.Build("-t:FlowerModelCleanCache").Succeeded();
        Assert.Equal(["mine.txt"], consumer.FilesIn("cache"));
        Assert.Equal(6, consumer.Build().Succeeded().Verbs.Count);
    }
}
