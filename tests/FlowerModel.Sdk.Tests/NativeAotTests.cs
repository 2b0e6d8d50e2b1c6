using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>Programs that are compiled to native code.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class NativeAotTests(PackedFeed feed) : IDisposable
{
    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    public void A_program_is_compiled_without_warnings_and_runs()
    {
        ReferenceData.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/clang"), "clang is not installed");
        consumer.WriteProject(body: "<PropertyGroup><PublishAot>true</PublishAot><TreatWarningsAsErrors>true</TreatWarningsAsErrors></PropertyGroup>");
        consumer.Run("App", "publish", "-o", consumer["out"]).Succeeded();
        var (exitCode, output) = CommandLine.Execute(consumer["out/App"], consumer["out"], consumer.Environment);
        Assert.True(exitCode == 0, output);
        Assert.StartsWith("version 1.0.0", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_instruction_set_is_set_where_the_kernels_need_it()
    {
        consumer.WriteProject();
        consumer.Build().Succeeded();
        Assert.Equal("avx", InstructionSet("linux-x64"));
        Assert.Equal("avx", InstructionSet("win-x64"));
        Assert.Equal("", InstructionSet("linux-arm64"));
        Assert.Equal("native", InstructionSet("linux-x64", "-p:IlcInstructionSet=native"));
        Assert.Equal("", InstructionSet("linux-x64", "-p:PublishAot=false"));
        Assert.Equal("", InstructionSet("linux-x64", "-p:TargetFramework=net8.0"));
    }

    private string InstructionSet(string runtime, params string[] arguments)
    {
        var (exitCode, output) = CommandLine.Run(
            consumer["App"], consumer.Environment,
            ["msbuild", "-getProperty:IlcInstructionSet", "-p:PublishAot=true", "-p:RuntimeIdentifier=" + runtime, .. arguments, .. consumer.CommandLineProperties()]);
        Assert.True(exitCode == 0, output);
        return output.Trim();
    }
}
