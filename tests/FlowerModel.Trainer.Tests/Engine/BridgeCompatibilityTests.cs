using System.Diagnostics;
using System.Text;
using FlowerModel.Testing;
using FlowerModel.Trainer.Engine;

namespace FlowerModel.Trainer.Tests.Engine;

public class BridgeCompatibilityTests
{
    private static string Bridge => Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

    [Fact]
    public void The_adapted_bridge_differs_in_name_version_and_flag_only()
    {
        var original = File.ReadAllBytes(Bridge);
        var adapted = original.ToArray();

        BridgeCompatibility.Adapt(adapted);

        // 28 characters of the symbol's name at most, two bytes of its version, two of the flag.
        var changed = original.Zip(adapted).Count(pair => pair.First != pair.Second);
        Assert.Equal(original.Length, adapted.Length);
        Assert.InRange(changed, 3, 28 + 4);
        Assert.Contains("_ZNSt8ios_base4InitC1Ev\0", Encoding.Latin1.GetString(adapted), StringComparison.Ordinal);
    }

    [Fact]
    public void Readelf_sees_no_symbol_of_the_missing_version_and_a_weak_need()
    {
        ReferenceData.SkipUnless(File.Exists("/usr/bin/readelf"), "readelf is not installed");
        using var folder = new TemporaryFolder();
        var copy = NativeLibraries.CompatibleCopy(Bridge, folder.FullName);

        var symbols = ReadElf("-W --dyn-syms", copy);
        var needs = ReadElf("-V", copy);

        Assert.DoesNotContain(BridgeCompatibility.MissingVersion, symbols, StringComparison.Ordinal);
        Assert.Contains("_ZNSt8ios_base4InitC1Ev@GLIBCXX_3.4 ", symbols, StringComparison.Ordinal);
        Assert.Matches(BridgeCompatibility.MissingVersion + @"\s+Flags: WEAK", needs);
    }

    [Fact]
    public void The_copy_is_made_once_and_a_torn_one_is_made_anew()
    {
        using var folder = new TemporaryFolder();
        var copy = NativeLibraries.CompatibleCopy(Bridge, folder.FullName);
        var whole = File.ReadAllBytes(copy);
        var written = File.GetLastWriteTimeUtc(copy);
        Assert.Equal(copy, NativeLibraries.CompatibleCopy(Bridge, folder.FullName));
        Assert.Equal(written, File.GetLastWriteTimeUtc(copy));

        File.WriteAllBytes(copy, whole[..1000]);
        NativeLibraries.CompatibleCopy(Bridge, folder.FullName);

        Assert.Equal(whole, File.ReadAllBytes(copy));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(copy)!));
    }

    [Fact]
    public void A_damaged_file_is_refused_and_never_read_beyond_its_end()
    {
        var original = File.ReadAllBytes(Bridge);
        Assert.Throws<InvalidDataException>(() => BridgeCompatibility.Adapt([]));
        Assert.Throws<InvalidDataException>(() => BridgeCompatibility.Adapt(original[..4096]));
        Assert.Throws<InvalidDataException>(() => BridgeCompatibility.Adapt(new byte[200]));
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            // Headers of file and sections, where all offsets stand.
            var damaged = original.ToArray();
            damaged[random.Next(64)] ^= (byte)random.Next(1, 256);
            damaged[0x249360 + random.Next(31 * 64)] ^= (byte)random.Next(1, 256);
            try
            {
                BridgeCompatibility.Adapt(damaged);
            }
            catch (Exception error) when (error is InvalidDataException or OverflowException)
            {
                // Refused, as it should be; anything else fails the test.
            }
        }
    }

    private static string ReadElf(string options, string file)
    {
        using var process = Process.Start(new ProcessStartInfo("readelf", $"{options} {file}") { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
