using FlowerModel.Testing;

namespace FlowerModel.Runtime.Tests.Bits;

/// <summary>
/// The program for Windows, with .NET for Windows, under Wine. Continuous integration does not install Wine, which is a large package, so this test is skipped
/// where it is missing.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class WineTests
{
    private const string Wine = "/usr/lib/wine/wine64";

    [Fact]
    public void On_Windows_the_bits_are_the_committed_ones()
    {
        Assert.SkipUnless(File.Exists(Wine), "Debian's wine64 is not installed");
        using var folder = new TemporaryFolder();
        var program = Probe.CompileFor("win-x64", folder) + ".exe";

        var (exitCode, lines, errors) = Probe.Run(
            "env", "WINEPREFIX=" + folder["wine"], "WINEDEBUG=-all", Wine, program, "Z:" + Probe.Models.Replace('/', '\\'));

        Assert.True(exitCode == 0, errors);
        Assert.Equal(Probe.Committed, lines.Skip(1));
    }
}
