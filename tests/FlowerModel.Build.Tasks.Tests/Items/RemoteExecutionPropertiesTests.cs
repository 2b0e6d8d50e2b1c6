using FlowerModel.Build.Tasks.Items;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using Microsoft.Build.Utilities;

namespace FlowerModel.Build.Tasks.Tests.Items;

/// <summary>The properties of remote execution.</summary>
public sealed class RemoteExecutionPropertiesTests
{
    private const string Url = "grpcs://build.example.org";

    [Fact]
    public void Without_a_URL_there_is_no_service() => Assert.Null(Parse(("RemoteExecutionCommands", "4")));

    [Fact]
    public void A_URL_is_enough()
    {
        var options = Parse(("RemoteExecution", Url))!;
        var expected = new RemoteExecutionOptions(Url);
        Assert.Equal(expected with { Platform = options.Platform }, options);
        Assert.Empty(options.Platform);
    }

    [Fact]
    public void Every_property_is_read()
    {
        var options = Parse(
            ("RemoteExecution", Url), ("RemoteExecutionInstance", "main"), ("RemoteExecutionPlatform", "OSFamily=linux; container-image=docker://a=b ;"),
            ("RemoteExecutionTimeout", "60"), ("RemoteExecutionCommands", "4"), ("RemoteExecutionDotNet", "/opt/dotnet"),
            ("RemoteExecutionAllowPlain", "True"))!;

        Assert.Equal(("main", 60, 4, "/opt/dotnet", true),
            (options.InstanceName, options.TimeoutSeconds, options.Commands, options.DotNet, options.AllowPlain));
        Assert.Equal(new Dictionary<string, string> { ["OSFamily"] = "linux", ["container-image"] = "docker://a=b" }, options.Platform);
    }

    [Theory]
    [InlineData("Timeout", "0")]
    [InlineData("Timeout", "1h")]
    [InlineData("Commands", "-1")]
    [InlineData("Platform", "linux")]
    [InlineData("Platform", "=linux")]
    public void An_invalid_value_is_an_error_that_names_the_property(string name, string value)
    {
        var error = Assert.Throws<PipelineException>(() => Parse(("RemoteExecution", Url), ("RemoteExecution" + name, value)));
        Assert.Equal(Codes.InvalidValue, error.Diagnostic.Code);
        Assert.Contains($"FlowerModelRemoteExecution{name} contains '{value}'", error.Message, StringComparison.Ordinal);
    }

    private static RemoteExecutionOptions? Parse(params (string Name, string Value)[] metadata) => RemoteExecutionProperties.Parse(
        new ProjectFacts(new TaskItem("App.csproj", metadata.ToDictionary(pair => pair.Name, pair => pair.Value))));
}
