using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using FlowerModel.Testing;

namespace FlowerModel.Runtime.Tests.Bits;

/// <summary>
/// A program compiled with NativeAOT as the package of the runtime sets it up: without warnings, with the kernels that the processor can run, and with
/// the same bits. CONTRIBUTING.md lists the packages that these tests need.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class NativeCodeTests
{
    [Fact]
    public void On_x64_one_program_chooses_its_kernels_at_run_time()
    {
        Probe.Need("clang", "qemu-x86_64-static");
        ReferenceData.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the compiler for x64 needs an x64 machine");
        using var folder = new TemporaryFolder();
        var program = Probe.CompileToNativeCode("linux-x64", folder);

        Probe.AssertBits(Avx2.IsSupported ? "Simd256 IntegerSimd256" : "Simd128 IntegerSimd128", program, Probe.Models);
        Probe.AssertBits("ReferenceKernels ReferenceIntegerKernels", program, Probe.Models, "reference");
        Probe.AssertBits("Simd256 IntegerSimd256", "qemu-x86_64-static", "-cpu", "Haswell", program, Probe.Models);
        // AVX, but neither AVX2 nor FMA.
        Probe.AssertBits("Simd128 IntegerSimd128", "qemu-x86_64-static", "-cpu", "SandyBridge", program, Probe.Models);
        // The minimum of docs/deploy.md, and the message that it quotes.
        var tooOld = Probe.Run("qemu-x86_64-static", "-cpu", "Nehalem", program, Probe.Models);
        Assert.NotEqual(0, tooOld.ExitCode);
        Assert.Contains("The required instruction sets are not supported by the current CPU.", tooOld.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void On_Arm64_it_uses_AdvSimd()
    {
        Probe.NeedArm64();
        using var folder = new TemporaryFolder();
        string[] start = [.. Probe.Arm64, Probe.CompileToNativeCode("linux-arm64", folder), Probe.Models];

        Probe.AssertBits("Simd128 IntegerSimd128", start);
        Probe.AssertBits("ReferenceKernels ReferenceIntegerKernels", [.. start, "reference"]);
    }
}
