using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;

namespace FlowerModel.Runtime.Tests.Bits;

/// <summary>
/// The same inputs give the same bits on every machine: with each width of vector, without vectors, with any number of threads. The hashes
/// are committed, so that processors that no test machine has are held to the same bits. See docs/reproducibility.md.
/// </summary>
public class SameBitsTests
{
    private const string ResultFile = "BITS_RESULT_FILE";

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(false, 3)]
    [InlineData(false, 8)]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    public void Runs_give_the_committed_bits(bool useReferenceKernels, int threads) =>
        Assert.Equal(Probe.Committed, BitsOfRuns.Lines(Probe.Models, new InterpreterOptions { UseReferenceKernels = useReferenceKernels, Threads = threads }));

    // The switches are those of .NET 10. A wrong name is ignored without a word, so each process says which kernels it took.
    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("", "Simd512 IntegerSimd512")]
    [InlineData("DOTNET_EnableAVX512=0", "Simd256 IntegerSimd256")]
    [InlineData("DOTNET_EnableAVX2=0", "Simd128 IntegerSimd128")]
    [InlineData("DOTNET_EnableHWIntrinsic=0", "ReferenceKernels ReferenceIntegerKernels")]
    public void Processes_with_narrower_vectors_give_the_committed_bits(string variable, string kernels)
    {
        if (!X86Base.IsSupported) Assert.Skip("The switches are those of x86-64.");
        if (!(variable.Length == 0 ? Avx512F.IsSupported : Avx2.IsSupported || !variable.Contains("AVX512", StringComparison.Ordinal)))
            Assert.Skip($"This machine has no vectors for {kernels}.");
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string> { [ResultFile] = folder["result.txt"] };
        if (variable.Split('=') is [var name, var value]) environment[name] = value;
        var (exitCode, output) = CommandLine.Run(
            AppContext.BaseDirectory,
            environment,
            "exec",
            typeof(SameBitsTests).Assembly.Location,
            "-method",
            $"{typeof(SameBitsTests).FullName}.{nameof(Write_the_bits_of_this_process)}",
            "-explicit",
            "only");

        Assert.True(exitCode == 0, output);
        Assert.Equal([kernels, .. Probe.Committed], File.ReadAllLines(folder["result.txt"]));
    }

    // Explicit: the test above starts it in a process of its own.
    [Fact(Explicit = true)]
    public void Write_the_bits_of_this_process()
    {
        if (Environment.GetEnvironmentVariable(ResultFile) is not { } file) throw new InvalidOperationException($"{ResultFile} names no file.");
        File.WriteAllLines(file, [BitsOfRuns.Kernels(), .. BitsOfRuns.Lines(Probe.Models, new InterpreterOptions())]);
    }
}
