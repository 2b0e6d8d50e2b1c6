using System.Runtime.InteropServices;
using FlowerModel.TorchSharpPeer.Engine;

namespace FlowerModel.Trainer.Tests.Engine;

public class NativePlatformTests
{
    [Fact]
    public void Libtorch_files_are_loaded_after_their_dependencies()
    {
        var platform = NativePlatform.Select("linux", Architecture.X64, "debian.12-x64");

        Assert.Equal("linux-x64", platform.RuntimeIdentifier);
        Assert.Equal(["libgomp-*.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so"], platform.TorchFiles);
    }

    [Theory]
    [InlineData("linux", Architecture.X64, "linux-musl-x64", "linux-musl-x64", "musl")]
    [InlineData("linux", Architecture.Arm64, "linux-arm64", "linux-arm64", "glibc")]
    [InlineData("osx", Architecture.X64, "osx-x64", "osx-x64", "osx")]
    public void An_unsupported_platform_is_reported_with_its_C_library_and_a_remedy(
        string system, Architecture architecture, string runtimeIdentifier, string rid, string libC)
    {
        var error = Assert.Throws<NativeEngineException>(() => NativePlatform.Select(system, architecture, runtimeIdentifier));

        Assert.Equal(NativeEngineProblem.UnsupportedPlatform, error.Problem);
        Assert.Contains(rid, error.Message, StringComparison.Ordinal);
        Assert.Contains(libC, error.Message, StringComparison.Ordinal);
        Assert.Contains("cache", error.Message, StringComparison.Ordinal);
    }
}
