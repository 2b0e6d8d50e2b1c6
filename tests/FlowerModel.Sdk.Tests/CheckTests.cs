using System.Xml.Linq;
using FlowerModel.Sdk.Tests.Support;

namespace FlowerModel.Sdk.Tests;

/// <summary>Checks of a model in a build: expected answers, regressions, and where their errors point.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class CheckTests(PackedFeed feed) : IDisposable
{
    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    public void Expected_answers_are_checked_after_a_training_and_a_changed_image_trains_nothing()
    {
        consumer.Write("App/golden/1.jpg", "roses 0.9");
        consumer.Write("App/golden/2.jpg", "roses 0.5");
        Expect("""Include="golden/*.jpg" Answer="roses" MinScore="0.8" """);
        var failed = consumer.Build();
        Assert.Equal("check", failed.Verbs[^1]);
        Assert.Equal(consumer["App/golden/2.jpg"], failed.FailedWith("FLOWER6008").File);
        Assert.Single(failed.Errors);

        consumer.Write("App/golden/2.jpg", "roses 0.85");
        Assert.Equal(["check"], consumer.Build().Succeeded().Verbs);
        consumer.Build().DidNothing();

        // A new image of the wildcard is noticed, and so is a changed expectation.
        consumer.Write("App/golden/3.jpg", "roses 0.95");
        Assert.Equal(["check"], consumer.Build().Succeeded().Verbs);
        Expect("""Include="golden/*.jpg" Answer="roses" MinScore="0.9" """);
        var stricter = consumer.Build();
        Assert.Empty(stricter.Verbs);
        Assert.Equal(consumer["App/golden/2.jpg"], stricter.FailedWith("FLOWER6008").File);

        Expect("""Include="golden/*.jpeg" Answer="roses" """);
        Assert.Empty(consumer.Build().Succeeded().Verbs);
    }

    [Fact]
    public void Label_is_the_expected_answer_although_MSBuild_does_not_pass_it_on()
    {
        consumer.Write("App/golden/1.jpg", "roses 0.9");
        Expect("""Include="golden/*.jpg" Label="roses" MinScore="0.8" """);
        Assert.Equal("check", consumer.Build().Succeeded().Verbs[^1]);
        consumer.Build().DidNothing();

        Expect("""Include="golden/*.jpg" Label="tulips" MinScore="0.8" """);
        var failed = consumer.Build();
        Assert.Empty(failed.Verbs);
        Assert.Equal(consumer["App/golden/1.jpg"], failed.FailedWith("FLOWER6008").File);
    }

    [Fact]
    public void A_misspelled_expectation_fails_before_anything_runs()
    {
        consumer.Write("App/golden/1.jpg", "roses 0.9");
        Expect("""Include="golden/*.jpg" Answer="rose" """);
        var run = consumer.Build();
        Assert.Empty(run.Verbs);
        Assert.Contains("Did you mean 'roses'?", run.FailedWith("FLOWER1012").Text, StringComparison.Ordinal);
        Expect("""Include="golden/*.jpg" Answr="roses" """);
        Assert.Contains("Did you mean 'Answer'?", consumer.Build().FailedWith("FLOWER1001").Text, StringComparison.Ordinal);
        Expect("""Include="golden/*.jpg" """);
        Assert.Contains("has no Answer", consumer.Build().FailedWith("FLOWER1012").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_is_written_by_the_documented_command()
    {
        consumer.WriteProject("""MaxRegression="0" Baseline="answers.json" """);
        Assert.Equal(consumer["App/answers.json"], consumer.Build().FailedWith("FLOWER6007").File);
        consumer.Build("-p:FlowerModelUpdateBaseline=true").Succeeded();
        Assert.Contains("\"float32\"", File.ReadAllText(consumer["App/answers.json"]), StringComparison.Ordinal);
        consumer.Build().Succeeded();
        consumer.Build().DidNothing();
    }

    [Fact]
    public void The_package_has_the_documentation_of_codes_and_the_schemas_for_editors()
    {
        var package = Path.Combine(feed.PackagesDirectory, "flowermodel.sdk", "1.0.0");
        consumer.Build().Succeeded();
        Assert.Contains("<a id=\"flower6008\">", File.ReadAllText(Path.Combine(package, "docs", "diagnostics.md")), StringComparison.Ordinal);
        Assert.Equal("schema", XDocument.Load(Path.Combine(package, "build", "FlowerModel.Sdk.xsd")).Root!.Name.LocalName);
        Assert.True(File.Exists(Path.Combine(package, "build", "FlowerModel.Sdk.targets.buildschema.json")));
    }

    private void Expect(string attributes) => consumer.WriteProject(body: $"<ItemGroup><FlowerModelExpect {attributes}/></ItemGroup>");
}
