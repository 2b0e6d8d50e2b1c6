using FlowerModel.Testing;

namespace FlowerModel.Runtime.Tests.Bits;

/// <summary>The assemblies for .NET Standard 2.1, on this machine's .NET: scalar kernels, software vectors in the image pipeline, and the same bits.</summary>
[Trait("Speed", "Slow")]
public sealed class NetStandardTests
{
    [Fact]
    public void The_assemblies_for_NET_Standard_compute_the_committed_bits()
    {
        using var folder = new TemporaryFolder();
        var program = Probe.CompileWith("netstandard2.1", folder);
        Probe.AssertBits("ReferenceKernels ReferenceIntegerKernels", CommandLine.DotNet, "exec", program, Probe.Models);
    }
}
