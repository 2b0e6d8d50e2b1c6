using FlowerModel.Build.Tasks.Tooling;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Build.Tasks.Tests.Tooling;

public sealed class BuildPlatformTests
{
    [Theory]
    [InlineData("linux-musl-x64", "linux-musl-x64, C library musl")]
    [InlineData("linux-arm64", "linux-arm64, C library glibc")]
    [InlineData("osx-x64", "(osx-x64)")]
    [InlineData("", "()")]
    public void An_unsupported_machine_is_reported_with_its_C_library(string runtimeIdentifier, string part)
    {
        var error = Assert.Throws<PipelineException>(() => BuildPlatform.Check(runtimeIdentifier)).Diagnostic;
        Assert.Equal("FLOWER4003", error.Code);
        Assert.Contains(part, error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("win-x64")]
    [InlineData("win-arm64")]
    [InlineData("osx-arm64")]
    public void A_machine_that_libtorch_supports_is_accepted(string runtimeIdentifier) => BuildPlatform.Check(runtimeIdentifier);
}
