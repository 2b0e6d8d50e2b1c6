using System.Xml.Linq;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>What must match the stage objects: their order and their MSBuild targets.</summary>
public sealed class StageCatalogTests
{
    [Fact]
    public void The_stages_are_in_the_order_of_the_data_flow() => Assert.Equal(
        ["dataset", "features", "train", "fine-tune", "convert", "quantize", "export", "evaluate", "report", "check"],
        StageCatalog.All.Select(stage => stage.Name));

    [Fact]
    public void Every_stage_class_is_in_the_catalog() =>
        Assert.Equal(typeof(Stage).Assembly.GetTypes().Count(type => type.IsSubclassOf(typeof(Stage))), StageCatalog.All.Count);

    [Fact]
    public void Every_stage_has_a_target_in_the_same_order()
    {
        var path = Path.Combine(ReferenceData.RepositoryRoot, "src", "FlowerModel.Sdk", "build", "FlowerModel.Stages.targets");
        var targets = XDocument.Load(path).Root!.Elements("Target").ToArray();
        Assert.Equal(
            StageCatalog.All.Select(stage => stage.Name), targets.Select(target => (string?)target.Element("FlowerModelRunStage")!.Attribute("Stage")));
        for (var i = 1; i < targets.Length; i++)
            Assert.Equal((string?)targets[i - 1].Attribute("Name"), (string?)targets[i].Attribute("DependsOnTargets"));
    }

    [Fact]
    public void An_unknown_stage_is_reported_with_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => StageCatalog.Find("finetune"));
        Assert.Contains("'finetune'", error.Message, StringComparison.Ordinal);
        Assert.Contains("fine-tune", error.Message, StringComparison.Ordinal);
    }
}
