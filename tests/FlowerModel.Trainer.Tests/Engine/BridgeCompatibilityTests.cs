using System.Diagnostics;
using System.Text;
using FlowerModel.Testing;
using FlowerModel.TorchSharpPeer.Engine;

namespace FlowerModel.Trainer.Tests.Engine;

public class BridgeCompatibilityTests
{
    private static string Bridge => Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

    [Fact]
    public void The_adapted_bridge_differs_only_in_name_version_and_flag()
    {
        var original = File.ReadAllBytes(Bridge);
        var adapted = original.ToArray();

        BridgeCompatibility.Adapt(adapted);

        // At most 28 characters of the symbol name, two bytes of its version and two bytes of the flag.
        var changed = original.Zip(adapted).Count(pair => pair.First != pair.Second);
        Assert.Equal(original.Length, adapted.Length);
        Assert.InRange(changed, 3, 28 + 4);
        Assert.Contains("_ZNSt8ios_base4InitC1Ev\0", Encoding.Latin1.GetString(adapted), StringComparison.Ordinal);
    }

    [Fact]
    public void Readelf_shows_no_symbol_of_the_missing_version_and_a_weak_requirement()
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
    public void The_copy_is_made_once_and_an_incomplete_one_is_replaced()
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
    public void A_damaged_file_is_rejected_and_never_read_beyond_its_end()
    {
        var original = File.ReadAllBytes(Bridge);
        Assert.Throws<InvalidDataException>(() => BridgeCompatibility.Adapt([]));
        Assert.Throws<InvalidDataException>(() => BridgeCompatibility.Adapt(original[..4096]));
        Assert.Throws<InvalidDataException>(() => BridgeCompatibility.Adapt(new byte[200]));
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            // The headers of the file and its sections, which contain all offsets.
            var damaged = original.ToArray();
            damaged[random.Next(64)] ^= (byte)random.Next(1, 256);
            damaged[0x249360 + random.Next(31 * 64)] ^= (byte)random.Next(1, 256);
            try
            {
                BridgeCompatibility.Adapt(damaged);
            }
            catch (Exception error) when (error is InvalidDataException or OverflowException)
            {
                // The file was rejected, as expected. Any other exception fails the test.
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
