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

    private static readonly string[] Committed =
    [
        "float32 1f034b212b6a24a916f795a60f11f8e69718851d964fd3c3162ab31e6a1c0c70",
        "dynamic 031d75513253a71520f758c892beb320bab9273794dac6ba8472fa56c297883c",
        "int8 d13eb42c09b6b0a89817292947f028293009047ac13179cd1ede4f0ac94dd81a",
        "float16 48f7dad5a2c83ba5e6ce20f282bc859e8e5cada63635e5ed59eb7a5634cb802a",
        "functions 954da7d70338f6daa2bf4dc494167521b02f76aac50daf2c293959fc756bdf7f",
        "image 24ef78d32b1a37a21f7900bb8e6af695b56a88602d10fc45e940e47f7fde4fd6",
        "decoded f00476a16bea0c4fcda735260b60da1e326bdc58a9278c62accedb341950e51f",
    ];

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(false, 3)]
    [InlineData(false, 8)]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    public void Runs_give_the_committed_bits(bool useReferenceKernels, int threads) =>
        Assert.Equal(Committed, BitsOfRuns.Lines(new InterpreterOptions { UseReferenceKernels = useReferenceKernels, Threads = threads }));

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
        Assert.Equal([kernels, .. Committed], File.ReadAllLines(folder["result.txt"]));
    }

    // Explicit: the test above starts it in a process of its own.
    [Fact(Explicit = true)]
    public void Write_the_bits_of_this_process()
    {
        if (Environment.GetEnvironmentVariable(ResultFile) is not { } file) throw new InvalidOperationException($"{ResultFile} names no file.");
        File.WriteAllLines(file, [BitsOfRuns.Kernels(), .. BitsOfRuns.Lines(new InterpreterOptions())]);
    }
}
