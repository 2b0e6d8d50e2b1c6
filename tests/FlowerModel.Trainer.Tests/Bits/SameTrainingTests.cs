using System.Runtime.Intrinsics.X86;

namespace FlowerModel.Trainer.Tests.Bits;

/// <summary>A training has the same bits with every width of vectors, without vectors, and with any number of threads.</summary>
public sealed class SameTrainingTests
{
    // The variables are those of .NET 10. A wrong name would be ignored silently, so each process reports its vectors.
    [Theory]
    [InlineData("512-bit vectors", "", 1)]
    [InlineData("512-bit vectors", "", 2)]
    [InlineData("512-bit vectors", "", 8)]
    [InlineData("256-bit vectors", "DOTNET_EnableAVX512", 3)]
    [InlineData("256-bit vectors", "DOTNET_EnableAVX512", 8)]
    [InlineData("128-bit vectors", "DOTNET_EnableAVX2", 1)]
    [InlineData("128-bit vectors", "DOTNET_EnableAVX2", 2)]
    [InlineData("no vectors", "DOTNET_EnableHWIntrinsic", 3)]
    public void A_process_has_the_committed_bits(string vectors, string variable, int threads)
    {
        if (!X86Base.IsSupported) Assert.Skip("The variables are those of x86-64.");
        if (!Avx512F.IsSupported && vectors == "512-bit vectors") Assert.Skip("This machine has no 512-bit vectors.");
        Dictionary<string, string> variables = [];
        if (variable.Length > 0) variables.Add(variable, "0");
        var lines = Probe.Run(
            threads, variables, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec",
            Path.Combine(AppContext.BaseDirectory, "FlowerModel.BitsProbe.dll"));
        Assert.Equal([$"threads: {threads}; {vectors}", .. Probe.Committed], lines);
    }
}
