using System.Globalization;
using System.Runtime.Intrinsics.X86;
using FlowerModel.Testing;

namespace FlowerModel.Trainer.Tests.Golden;

/// <summary>
/// A change of bytes requires a change of keys: each stage runs on fixed inputs, and its bytes and version must match the table. See README.md.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class GoldenTests(GoldenRuns runs) : IClassFixture<GoldenRuns>
{
    public static TheoryData<string> Stages { get; } = [.. GoldenStage.All.Select(stage => stage.Name)];

    /// <summary>
    /// Stages with the vectors and threads of other machines; Bits/ has all widths and numbers of threads for a small training. The names of the
    /// variables are those of .NET 10.
    /// </summary>
    public static TheoryData<string, string, int> Machines => new()
    {
        { "features", "256-bit vectors", 3 },
        { "train", "128-bit vectors", 3 },
        { "fine-tune", "256-bit vectors", 1 },
        { "fine-tune", "128-bit vectors", 8 },
        { "convert", "128-bit vectors", 1 },
        { "quantize", "256-bit vectors", 3 },
        { "quantize", "128-bit vectors", 1 },
        { "export", "128-bit vectors", 1 },
        { "evaluate", "256-bit vectors", 3 },
        { "evaluate", "no vectors", 2 },
        { "report", "128-bit vectors", 3 },
    };

    [Theory]
    [MemberData(nameof(Stages))]
    public void The_bytes_and_version_of_a_stage_match_the_table(string name)
    {
        var stage = GoldenStage.Named(name);
        var advice = GoldenTable.Read().Judge(stage, runs.Made(stage));
        Assert.True(advice is null, advice);
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Bytes_of_a_stage_are_the_same_with_other_vectors_and_threads(string name, string vectors, int threads)
    {
        if (!X86Base.IsSupported) Assert.Skip("The variables are those of x86-64.");
        if (vectors == "512-bit vectors" && !Avx512F.IsSupported) Assert.Skip("This machine has no 512-bit vectors.");
        var stage = GoldenStage.Named(name);
        Dictionary<string, string> environment = new() { ["DOTNET_PROCESSOR_COUNT"] = threads.ToString(CultureInfo.InvariantCulture) };
        if (SwitchTo(vectors) is { } variable) environment.Add(variable, "0");
        Assert.Equal(runs.Made(stage), runs.Run(stage, environment, $"threads: {threads}; {vectors}"));
    }

    private static string? SwitchTo(string vectors) => vectors switch
    {
        "512-bit vectors" => null,
        "256-bit vectors" => "DOTNET_EnableAVX512",
        "128-bit vectors" => "DOTNET_EnableAVX2",
        _ => "DOTNET_EnableHWIntrinsic",
    };

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
}
