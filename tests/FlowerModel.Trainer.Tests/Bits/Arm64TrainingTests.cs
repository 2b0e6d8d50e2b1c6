using FlowerModel.Testing;

namespace FlowerModel.Trainer.Tests.Bits;

/// <summary>
/// The same training, compiled for Arm64 and run on an emulated processor, has the same bits as on x86-64. CONTRIBUTING.md lists the packages that it needs.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class Arm64TrainingTests
{
    private const string Emulator = "qemu-aarch64-static";
    private const string SystemRoot = "/usr/aarch64-linux-gnu";
    private static readonly string? Libraries = Environment.GetEnvironmentVariable("ARM64_LIBRARIES");

    [Fact]
    public void Any_number_of_threads_on_Arm64_has_the_committed_bits()
    {
        foreach (var program in (string[])["clang", "ld.lld", "aarch64-linux-gnu-gcc", Emulator])
            ReferenceData.SkipUnless(IsOnPath(program), $"{program} is not installed");
        ReferenceData.SkipUnless(
            Libraries is { Length: > 0 } && File.Exists(Path.Combine(Libraries, "libssl.so.3")), "ARM64_LIBRARIES names no folder with OpenSSL for Arm64");
        using var folder = new TemporaryFolder();
        var project = Path.Combine(ReferenceData.RepositoryRoot, "tests", "FlowerModel.BitsProbe");
        var (exitCode, output) = CommandLine.Run(
            project, new Dictionary<string, string>(), "publish", "-p:ProbeRuntimeIdentifier=linux-arm64", "-o", folder["out"], "--artifacts-path", folder["artifacts"]);
        Assert.True(exitCode == 0, output);

        int[] threads = [1, 2, 3, 8];
        var runs = new IReadOnlyList<string>[threads.Length];
        Parallel.For(0, runs.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, run => runs[run] = Probe.Run(
            threads[run], new Dictionary<string, string>(), Emulator,
            "-L", SystemRoot, "-E", "LD_LIBRARY_PATH=" + Libraries, folder["out", "FlowerModel.BitsProbe"]));

        for (var run = 0; run < runs.Length; run++)
            Assert.Equal([$"threads: {threads[run]}; 128-bit vectors", .. Probe.Committed], runs[run]);
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
