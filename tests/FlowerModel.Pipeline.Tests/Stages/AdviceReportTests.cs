using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>When advice appears: with a new model only, also if it comes from the cache.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class AdviceReportTests : IDisposable
{
    private readonly FakeTrainerProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void Advice_appears_with_a_new_model_and_stays_in_a_file()
    {
        // Twelve images per class are few.
        Assert.Equal([Codes.FewImages], Advised());
        Assert.Contains(Codes.FewImages, File.ReadAllText(project["obj", "advice.json"]), StringComparison.Ordinal);
        Assert.Empty(Advised());
        project.Metadata["MinAccuracy"] = "0.1";
        Assert.Empty(Advised());
        project.Metadata["Epochs"] = "11";
        Assert.Equal([Codes.FewImages], Advised());
        project.State = "another clone";
        Assert.Equal([Codes.FewImages], Advised());
    }

    private string[] Advised()
    {
        project.Details.Clear();
        project.Build();
        return [.. project.Details.Where(detail => Codes.IsAdvice(detail)).Select(detail => detail.Split(' ')[0])];
    }
}
