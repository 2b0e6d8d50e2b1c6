using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>Where features are computed is no part of any result.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class RemoteExecutionTests : IDisposable
{
    private const string Url = "grpcs://build.example.org";

    private readonly FakeTrainerProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void Only_the_features_stage_is_given_the_service()
    {
        project.RemoteExecution = new RemoteExecutionOptions(Url) { Platform = new Dictionary<string, string> { ["OSFamily"] = "linux" } };
        project.Build();
        Assert.Equal(["features"], project.Requests.Where(each => each.Request.RemoteExecution is not null).Select(each => each.Verb));
        var options = project.Requests.Single(each => each.Verb == "features").Request.RemoteExecution!;
        Assert.Equal((Url, "linux"), (options.Url, options.Platform["OSFamily"]));
        Assert.True(project.Requests.Count > 3);
    }

    [Fact]
    public void A_service_that_is_added_or_removed_runs_nothing()
    {
        project.Build();
        project.RemoteExecution = new RemoteExecutionOptions(Url);
        Assert.Empty(project.Build());
        project.RemoteExecution = null;
        Assert.Empty(project.Build());
    }

    [Fact]
    public void A_verification_computes_on_this_machine()
    {
        project.RemoteExecution = new RemoteExecutionOptions(Url);
        project.Build();
        project.Policy = RunPolicy.Verify;
        Assert.Contains("features", project.Build());
        Assert.All(project.Requests, each => Assert.Null(each.Request.RemoteExecution));
    }
}
