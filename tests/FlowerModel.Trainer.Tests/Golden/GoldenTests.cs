using System.Runtime.InteropServices;
using FlowerModel.Testing;
using FlowerModel.Trainer.Tests.Engine;

namespace FlowerModel.Trainer.Tests.Golden;

/// <summary>
/// A change of bytes requires a change of keys: each stage runs on fixed inputs, and its bytes and version must match the table. See README.md.
/// </summary>
[Trait("Speed", "Slow")]
[Collection(EngineTests.Name)]
public sealed class GoldenTests(GoldenRuns runs) : IClassFixture<GoldenRuns>
{
    private static readonly bool IsLinuxX64 = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public static TheoryData<string> Stages { get; } = [.. GoldenStage.All.Select(stage => stage.Name)];

    [Theory]
    [MemberData(nameof(Stages))]
    public void The_bytes_and_version_of_a_stage_match_the_table(string name)
    {
        var stage = GoldenStage.Named(name);
        var table = GoldenTable.Read(IsPinnedHere);
        var advice = table.Judge(stage, [.. runs.Made(stage).Where(IsPinnedHere)]);
        if (!table.Has(stage) && GoldenTable.Read(_ => true).Has(stage))
        {
            Assert.Skip($"The engine rounds differently on this kind of machine ({GoldenRuns.EngineEnding}), for which the table has no lines of {name}. {advice}");
        }

        Assert.True(advice is null, advice);
    }

    [Theory]
    [InlineData("convert", "DOTNET_EnableHWIntrinsic=1")]
    [InlineData("convert", "DOTNET_EnableHWIntrinsic=1 DOTNET_EnableAVX2=0")]
    [InlineData("evaluate", "DOTNET_EnableHWIntrinsic=1 DOTNET_PROCESSOR_COUNT=3")]
    [InlineData("evaluate", "DOTNET_EnableHWIntrinsic=1 DOTNET_EnableAVX512=0")]
    [InlineData("evaluate", "DOTNET_EnableHWIntrinsic=1 DOTNET_EnableAVX2=0")]
    [InlineData("features", "DOTNET_EnableHWIntrinsic=1")]
    [InlineData("features", "DOTNET_EnableHWIntrinsic=1 DOTNET_EnableAVX2=0")]
    [InlineData("quantize", "DOTNET_EnableHWIntrinsic=1 DOTNET_PROCESSOR_COUNT=3")]
    [InlineData("quantize", "DOTNET_EnableHWIntrinsic=1 DOTNET_EnableAVX512=0")]
    [InlineData("quantize", "DOTNET_EnableHWIntrinsic=1 DOTNET_EnableAVX2=0")]
    public void Bytes_of_a_stage_are_the_same_with_other_vectors_or_threads(string name, string variables)
    {
        var stage = GoldenStage.Named(name);
        var environment = variables.Split(' ').Select(variable => variable.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal(runs.Made(stage), runs.Run(stage, environment));
    }

    [Fact]
    public void Every_stage_has_a_case() =>
        Assert.Equal(GoldenStage.All.Select(stage => stage.Name), GoldenCase.All.Select(golden => golden.Stage).Distinct());

    // Explicit, because the lines of quantize and evaluate in the table are only valid for the committed inputs.
    [Fact(Explicit = true)]
    public void Write_the_models_in_Inputs()
    {
        using var folder = new TemporaryFolder();
        SmallModel.Write(GoldenWorkspace.Committed, GoldenWorkspace.WriteImages(folder.FullName));
    }

    // The name of a case may end with the kind of machine that its lines apply to. Activations only require libtorch for Linux x64.
    private static bool IsPinnedHere(GoldenRow row)
    {
        var name = row.Artifact.Split('/')[0];
        var ending = name.Contains('@', StringComparison.Ordinal) ? name[name.IndexOf('@', StringComparison.Ordinal)..] : "";
        if (ending.Length > 0) return ending == GoldenRuns.EngineEnding;
        return IsLinuxX64 || !row.Artifact.EndsWith(GoldenRuns.KeptActivations, StringComparison.Ordinal);
    }
}
