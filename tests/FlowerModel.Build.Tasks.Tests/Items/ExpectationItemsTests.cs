using FlowerModel.Build.Tasks.Tests.Support;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace FlowerModel.Build.Tasks.Tests.Items;

/// <summary>The <c>FlowerModelExpect</c> items of a project.</summary>
[Collection(TrainerStarts.Name)]
public sealed class ExpectationItemsTests : IDisposable
{
    private readonly TaskProject project = new();

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("FLOWER1001", "FlowerModelExpect 'golden/1.jpg' has metadata 'Answr', which nothing reads. Did you mean 'Answer'?", "Answer=roses", "Answr=roses")]
    [InlineData("FLOWER1002", "MinScore=\"1.5\" of FlowerModelExpect 'golden/1.jpg' is not valid. Write a number from 0 to 1", "Answer=roses", "MinScore=1.5")]
    [InlineData("FLOWER1002", "Known=\"maybe\"", "Answer=roses", "Known=maybe")]
    [InlineData("FLOWER1012", "has no Answer.", "MinScore=0.5")]
    [InlineData("FLOWER1012", "Known=\"false\", so no label is expected", "Known=false", "Answer=roses")]
    [InlineData("FLOWER1012", "Known=\"false\", so no label is expected", "Known=false", "MinScore=0.5")]
    [InlineData("FLOWER1012", "names Model=\"Flower\", but there is no such FlowerModel item. Did you mean 'Flowers'?", "Answer=roses", "Model=Flower")]
    public void An_invalid_item_is_one_error_for_all_images_of_its_wildcard(string code, string words, params string[] metadata)
    {
        var error = Assert.Single(Validate([TaskProject.Model()], Expect("golden/1.jpg", metadata), Expect("golden/2.jpg", metadata)).Errors);
        Assert.Equal((code, project.File), (error.Code, error.File));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_several_models_an_item_names_its_own()
    {
        ITaskItem[] models = [TaskProject.Model("Flowers"), TaskProject.Model("Trees")];
        var error = Assert.Single(Validate(models, Expect("1.jpg", "Answer=roses")).Errors);
        Assert.Contains("does not name its Model, and the project has several: Flowers, Trees", error.Message, StringComparison.Ordinal);
        Assert.Empty(Validate(models, Expect("1.jpg", "Answer=roses", "Model=flowers")).Errors);
    }

    [Fact]
    public void Only_the_model_that_an_item_names_is_checked()
    {
        project.Write("1.jpg", "daisy 0.9");
        foreach (var stage in (string[])["dataset", "features", "train", "fine-tune", "convert", "quantize", "evaluate"])
            Assert.True(project.RunStage(stage, TaskProject.Model()).Succeeded);
        Assert.Equal("FLOWER6008", Assert.Single(Check(Expect("1.jpg", "Answer=roses", "Model=Flowers")).Errors).Code);
        Assert.Equal("FLOWER6008", Assert.Single(Check(Expect("1.jpg", "Answer=roses")).Errors).Code);
        Assert.Empty(Check(Expect("1.jpg", "Answer=roses", "Model=Trees")).Errors);
        Assert.Empty(Check(Expect("1.jpg", "Answer=daisy", "MinScore=0.9", "Known=true")).Errors);
    }

    private RecordingEngine Check(ITaskItem expectation) => TaskProject.Run(new FlowerModelRunStage
    {
        Stage = "check", Model = TaskProject.Model(), Expectations = [expectation], Context = project.Context,
    }).Engine;

    private RecordingEngine Validate(ITaskItem[] models, params ITaskItem[] expectations) =>
        TaskProject.Run(new FlowerModelValidateModels { Models = models, Expectations = expectations, Context = project.Context }).Engine;

    private static TaskItem Expect(string image, params string[] metadata) =>
        new(image, metadata.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]));
}
