using System.Text.Json.Nodes;
using FlowerModel.Build.Tasks.Packing;
using FlowerModel.Build.Tasks.Tests.Support;

namespace FlowerModel.Build.Tasks.Tests.Packing;

/// <summary>The assets file for packing: the runtime replaces the SDK, and everything else is unchanged.</summary>
public sealed class PackDependenciesTests
{
    private const string Assets = """
        {"version": 3, "targets": {"net10.0": {"FlowerModel.Sdk/1.2.3": {"type": "package"}}},
         "project": {"version": "1.0.0", "frameworks": {
           "net8.0": {"dependencies": {"FlowerModel.Sdk": {"suppressParent": "All", "target": "Package", "version": "[1.2.3, )"},
                                       "Other": {"target": "Package", "version": "[9.0.0, )"}}},
           "net10.0": {"dependencies": {"FlowerModel.Sdk": {"target": "Package", "version": "[1.2.3, )"},
                                        "FlowerModel.Runtime": {"target": "Package", "version": "[1.1.0, )"}}},
           "netstandard2.0": {}}}}
        """;

    [Fact]
    public void The_runtime_replaces_the_SDK_even_if_the_reference_is_private()
    {
        var rewritten = Rewritten(Assets);
        var expected = JsonNode.Parse("""
            {"Other": {"target": "Package", "version": "[9.0.0, )"}, "FlowerModel.Runtime": {"target": "Package", "version": "[1.2.3, )"}}
            """);
        Assert.True(JsonNode.DeepEquals(expected, rewritten["net8.0"]!["dependencies"]), rewritten.ToJsonString());
    }

    [Fact]
    public void A_runtime_version_chosen_by_the_project_is_kept()
    {
        var dependencies = Rewritten(Assets)["net10.0"]!["dependencies"]!.AsObject();
        Assert.Equal(["FlowerModel.Runtime"], dependencies.Select(dependency => dependency.Key));
        Assert.Equal("[1.1.0, )", (string?)dependencies["FlowerModel.Runtime"]!["version"]);
    }

    [Fact]
    public void The_rest_of_the_file_is_unchanged()
    {
        JsonNode before = JsonNode.Parse(Assets)!, after = JsonNode.Parse(PackDependencies.Rewrite(Assets))!;
        Assert.True(JsonNode.DeepEquals(before["targets"], after["targets"]));
        Assert.Equal(["net8.0", "net10.0", "netstandard2.0"], after["project"]!["frameworks"]!.AsObject().Select(framework => framework.Key));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"project": {"frameworks": {"net10.0": {"dependencies": {"Other": {"version": "1"}}}}}}""")]
    public void A_file_without_the_SDK_is_unchanged(string assets) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(assets), JsonNode.Parse(PackDependencies.Rewrite(assets))));

    [Fact]
    public void The_task_writes_the_copy_and_reports_a_missing_assets_file()
    {
        using var project = new TaskProject();
        project.Write("obj/project.assets.json", Assets);
        Assert.True(TaskProject.Run(Task()).Succeeded);
        Assert.Equal(PackDependencies.Rewrite(Assets), File.ReadAllText(project["obj/pack/project.assets.json"]));

        File.Delete(project["obj/project.assets.json"]);
        var (succeeded, engine) = TaskProject.Run(Task());
        Assert.False(succeeded);
        Assert.Equal(project["obj/project.assets.json"], Assert.Single(engine.Errors).File);

        FlowerModelWritePackDependencies Task() => new()
        {
            AssetsFile = project["obj/project.assets.json"],
            RewrittenFile = project["obj/pack/project.assets.json"],
        };
    }

    private static JsonObject Rewritten(string assets) => JsonNode.Parse(PackDependencies.Rewrite(assets))!["project"]!["frameworks"]!.AsObject();
}
