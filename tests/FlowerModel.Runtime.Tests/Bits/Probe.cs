using System.Diagnostics;
using FlowerModel.Testing;

namespace FlowerModel.Runtime.Tests.Bits;

/// <summary>Compiles and runs <c>FlowerModel.RuntimeProbe</c>, which prints its kernels and the hashes of <see cref="BitsOfRuns"/>.</summary>
internal static class Probe
{
    private static readonly string? Arm64Libraries = Environment.GetEnvironmentVariable("ARM64_LIBRARIES");

    /// <summary>The hashes. They are committed, so that processors that no test machine has are held to the same bits.</summary>
    public static IReadOnlyList<string> Committed { get; } =
    [
        "float32 1f034b212b6a24a916f795a60f11f8e69718851d964fd3c3162ab31e6a1c0c70",
        "dynamic 031d75513253a71520f758c892beb320bab9273794dac6ba8472fa56c297883c",
        "int8 d13eb42c09b6b0a89817292947f028293009047ac13179cd1ede4f0ac94dd81a",
        "float16 48f7dad5a2c83ba5e6ce20f282bc859e8e5cada63635e5ed59eb7a5634cb802a",
        "functions 954da7d70338f6daa2bf4dc494167521b02f76aac50daf2c293959fc756bdf7f",
        "image 24ef78d32b1a37a21f7900bb8e6af695b56a88602d10fc45e940e47f7fde4fd6",
        "decoded f00476a16bea0c4fcda735260b60da1e326bdc58a9278c62accedb341950e51f",
    ];

    /// <summary>The folder with the inputs.</summary>
    public static string Models { get; } = Path.Combine(ReferenceData.RepositoryRoot, "tests", "FlowerModel.Trainer.Tests", "Golden", "Inputs");

    /// <summary>Compiles the program with NativeAOT. Warnings are errors.</summary>
    /// <param name="runtime">The runtime identifier.</param>
    /// <param name="folder">The folder for the program and everything else that is built.</param>
    /// <returns>The path of the program.</returns>
    public static string CompileToNativeCode(string runtime, TemporaryFolder folder) => Compile(folder, "publish", "-p:ProbeRuntimeIdentifier=" + runtime);

    /// <summary>Compiles the program with the libraries for a target framework.</summary>
    /// <param name="libraries">The target framework.</param>
    /// <param name="folder">The folder for the program and everything else that is built.</param>
    /// <returns>The path of the assembly.</returns>
    public static string CompileWith(string libraries, TemporaryFolder folder) => Compile(folder, "build", "-p:ProbeLibraries=" + libraries) + ".dll";

    /// <summary>Compiles the program together with .NET for a platform.</summary>
    /// <param name="runtime">The runtime identifier.</param>
    /// <param name="folder">The folder for the program and everything else that is built.</param>
    /// <returns>The path of the program, without an extension.</returns>
    public static string CompileFor(string runtime, TemporaryFolder folder) => Compile(folder, "publish", "-r", runtime, "--self-contained");

    /// <summary>Runs a program.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <returns>Its exit code, the lines that it prints, and its errors.</returns>
    public static (int ExitCode, IReadOnlyList<string> Lines, string Errors) Run(params IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in command.Skip(1)) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), errors.Result);
    }

    /// <summary>Runs a program, which must print some kernels and the committed hashes.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="command">The program and its arguments.</param>
    public static void AssertBits(string kernels, params IReadOnlyList<string> command)
    {
        var (exitCode, lines, errors) = Run(command);
        Assert.True(exitCode == 0, errors);
        Assert.Equal([kernels, .. Committed], lines);
    }

    /// <summary>Skips the test unless programs are installed; CONTRIBUTING.md lists their packages.</summary>
    public static void Need(params IReadOnlyList<string> programs)
    {
        ReferenceData.SkipUnless(OperatingSystem.IsLinux(), "the emulators run on Linux");
        foreach (var program in programs) ReferenceData.SkipUnless(IsOnPath(program), $"{program} is not installed");
    }

    /// <summary>The beginning of a command that runs a program for Arm64.</summary>
    public static IReadOnlyList<string> Arm64 => ["qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu", "-E", "LD_LIBRARY_PATH=" + Arm64Libraries];

    /// <summary>Skips the test unless programs for Arm64 can be compiled and run.</summary>
    public static void NeedArm64()
    {
        Need("clang", "ld.lld", "aarch64-linux-gnu-gcc", "qemu-aarch64-static");
        ReferenceData.SkipUnless(
            Arm64Libraries is { Length: > 0 } && File.Exists(Path.Combine(Arm64Libraries, "libssl.so.3")), "ARM64_LIBRARIES names no folder with OpenSSL for Arm64");
    }

    private static string Compile(TemporaryFolder folder, params string[] command)
    {
        var project = Path.Combine(ReferenceData.RepositoryRoot, "tests", "FlowerModel.RuntimeProbe");
        var (exitCode, output) = CommandLine.Run(
            project, new Dictionary<string, string>(), [.. command, "-v:q", "-o", folder["out"], "--artifacts-path", folder["artifacts"]]);
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("warning IL", output, StringComparison.Ordinal);
        return folder["out", "FlowerModel.RuntimeProbe"];
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
