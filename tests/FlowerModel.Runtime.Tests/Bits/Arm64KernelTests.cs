using FlowerModel.Testing;

namespace FlowerModel.Runtime.Tests.Bits;

/// <summary>The tests of all kernels, shape by shape, with .NET for Arm64 on an emulated processor. CONTRIBUTING.md lists the packages that it needs.</summary>
[Trait("Speed", "Slow")]
public sealed class Arm64KernelTests
{
    [Fact]
    public void The_tests_of_the_kernels_pass_on_Arm64()
    {
        Probe.NeedArm64();
        using var folder = new TemporaryFolder();
        var project = Path.Combine(ReferenceData.RepositoryRoot, "tests", "FlowerModel.Runtime.Tests");
        var (exitCode, output) = CommandLine.Run(
            project, new Dictionary<string, string>(),
            "publish", "-p:TestRuntimeIdentifier=linux-arm64", "-v:q", "-o", folder["out"], "--artifacts-path", folder["artifacts"]);
        Assert.True(exitCode == 0, output);

        // The emulator cannot map memory twice, once writable and once executable.
        var (tests, lines, errors) = Probe.Run(
        [
            .. Probe.Arm64, "-E", "DOTNET_EnableWriteXorExecute=0", folder["out", "FlowerModel.Runtime.Tests"],
            "-class", "*.VectorizedKernelTests", "-class", "*.VectorizedIntegerKernelTests", "-class", "*.FusedMultiplyAddTests", "-noColor",
        ]);

        var summary = Assert.Single(lines, line => line.Contains("Total: ", StringComparison.Ordinal));
        Assert.True(tests == 0, string.Join('\n', lines) + errors);
        Assert.DoesNotContain("Total: 0", summary, StringComparison.Ordinal);
        Assert.Contains("Failed: 0", summary, StringComparison.Ordinal);
    }
}
