using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Testing;
using FlowerModel.Trainer.Data;

namespace FlowerModel.Trainer.Tests.Data;

public sealed class ArchiveExtractorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Formats => ["zip", "tar", "tgz", "tar v7", "tar pax", "tar gnu"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Images_of_every_format_are_extracted_with_their_bytes(string format)
    {
        string[] names =
            [
                "photos/daisy/1.jpg", "photos/daisy/notes.txt", "photos/roses/deep/2.PNG", "photos/._hidden.jpg", "photos/.git/3.jpg",
                "__MACOSX/photos/4.jpg", "photos/@eaDir/5.jpg",
            ];

        Assert.Equal(2, Extract(Make(format, names)));

        Assert.Equal(
            ["photos/daisy/1.jpg", "photos/roses/deep/2.PNG"],
            Directory.GetFiles(folder["out"], "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder["out"], file).Replace('\\', '/'))
                .Order());
        Assert.Equal(Archives.Content("photos/daisy/1.jpg"), File.ReadAllBytes(folder["out", "photos", "daisy", "1.jpg"]));
    }

    [Fact]
    public void A_leading_dot_slash_and_backslashes_are_normalized()
    {
        Assert.Equal(2, Extract(Archives.Zip("./photos/daisy/1.jpg", "photos\\roses\\2.jpg")));
        Assert.True(File.Exists(folder["out", "photos", "daisy", "1.jpg"]));
        Assert.True(File.Exists(folder["out", "photos", "roses", "2.jpg"]));
    }

    public static TheoryData<string, string> HostileNames => new()
    {
        { "../x.jpg", "climbs" },
        { "a/../../x.jpg", "climbs" },
        { "a/b/../x.jpg", "climbs" },
        { "..\\x.jpg", "climbs" },
        { "a/.. /x.jpg", "climbs" },
        { "../notes.txt", "climbs" },
        { "/etc/x.jpg", "absolute" },
        { "\\\\server\\share\\x.jpg", "absolute" },
        { "C:\\x.jpg", "drive" },
        { "c:x.jpg", "drive" },
    };

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void A_name_that_leaves_the_folder_rejects_the_archive(string name, string reason)
    {
        AssertRefused(Archives.Zip("a/1.jpg", name), reason);
        AssertRefused(Archives.Tar(TarEntryFormat.Pax, ["a/1.jpg", name]), reason);
    }

    public static TheoryData<string, string> UnusableNames => new()
    {
        { "a/\u0007x.jpg", "control" },
        { "a/" + new string('x', 300) + ".jpg", "255 bytes" },
        { string.Join('/', Enumerable.Repeat("deep", 300)) + "/x.jpg", "1024 characters" },
        { "fl\uFFFDchen/x.jpg", "unknown encoding" },
    };

    [Theory]
    [MemberData(nameof(UnusableNames))]
    public void A_name_that_no_file_can_have_is_an_error_that_does_not_accuse_the_archive(string name, string reason)
    {
        AssertNames(Archives.Zip("a/1.jpg", name), reason);
        AssertNames(Archives.Tar(TarEntryFormat.Pax, ["a/1.jpg", name]), reason);
    }

    [Theory]
    [InlineData("a/1.jpg", "a/1.jpg/2.jpg", "same file or folder")]
    [InlineData("a/1.jpg/2.jpg", "a/1.jpg", "same file or folder")]
    [InlineData("a/1.jpg", "a/1.jpg", "twice")]
    public void Names_that_cannot_both_exist_are_an_error_that_names_them(string first, string second, string reason)
    {
        AssertNames(Archives.Zip(first, second), reason);
        AssertNames(Archives.Tar(TarEntryFormat.Pax, [first, second]), reason);
    }

    [Theory]
    [InlineData("daisy/1.jpg", "daisy/1.JPG")]
    [InlineData("daisy/1.jpg", "Daisy/2.jpg")]
    [InlineData("daisy/1.jpg", "daisy./2.jpg")]
    public void Names_that_some_systems_cannot_distinguish_are_read_where_this_one_can(string first, string second)
    {
        foreach (var archive in (byte[][])[Archives.Zip(first, second), Archives.Tar(TarEntryFormat.Pax, [first, second])])
        {
            if (!CaseSensitivity.Of(folder.FullName))
            {
                AssertNames(archive, "same file or folder");
                continue;
            }

            Assert.Equal(2, Extract(archive));
            foreach (var name in (string[])[first, second]) Assert.Equal(Archives.Content(name), File.ReadAllBytes(folder["out", name]));
            Directory.Delete(folder["out"], recursive: true);
        }
    }

    [Theory]
    [InlineData("daisy/1.jpg", "daisy/1.JPG", "'daisy/1.jpg'")]
    [InlineData("daisy/1.jpg", "Daisy/2.jpg", "'daisy'")]
    [InlineData("daisy/1.jpg", "daisy./2.jpg", "'daisy'")]
    public void Where_the_file_system_cannot_distinguish_names_the_error_names_both(string first, string second, string named)
    {
        var names = new EntryNames(isCaseSensitive: false);
        Assert.Null(names.Take(first.Split('/')));
        Assert.Equal($"and {named} are the same file or folder on this system", names.Take(second.Split('/')));
        Assert.Null(new EntryNames(isCaseSensitive: true).Take(second.Split('/')));
    }

    [Theory]
    [InlineData('2', "link")]
    [InlineData('1', "link")]
    [InlineData('3', "neither a file nor a folder")]
    [InlineData('4', "neither a file nor a folder")]
    [InlineData('6', "neither a file nor a folder")]
    public void Links_and_devices_reject_the_archive(char type, string reason) =>
        AssertRefused(Archives.RawTar("a/1.jpg", type, 0, [], link: "/etc/passwd"), reason);

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("../..")]
    [InlineData("/")]
    [InlineData("C:\\Windows")]
    public void A_symbolic_link_that_leads_outside_rejects_the_archive(string target)
    {
        AssertRefused(Archives.RawTar("a/link", '2', 0, [], target), "link");
        AssertRefused(
            Archives.Zip(zip => Archives.Add(zip, "a/link", Encoding.UTF8.GetBytes(target)).ExternalAttributes = unchecked((int)0xA1FF0000)), "link");
    }

    [Fact]
    public void A_symbolic_link_to_another_entry_is_not_followed_and_reported()
    {
        var extractor = new ArchiveExtractor(new ExtractionLimits(), TestContext.Current.CancellationToken);
        byte[] tar = [.. Archives.RawTar("a/1.jpg", '0', 3, [1, 2, 3])[..1024], .. Archives.RawTar("roses", '2', 0, [], "a/../a")];
        Directory.CreateDirectory(folder["out"]);
        Assert.Equal(1, extractor.Extract(new MemoryStream(tar), "flowers.archive", folder["out"]));
        var links = Assert.Single(extractor.PassedOver);
        Assert.Equal(("linking to other entries", true, "roses"), (links.Kind, links.MayBeMeant, links.Names.Single()));
    }

    [Fact]
    public void A_hard_link_is_another_copy_of_an_image_before_it()
    {
        byte[] tar = [.. Archives.RawTar("a/1.jpg", '0', 3, [1, 2, 3])[..1024], .. Archives.RawTar("b/2.jpg", '1', 0, [], "a/1.jpg")];
        Assert.Equal(2, Extract(tar));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder["out", "b", "2.jpg"]));
    }

    [Fact]
    public void The_content_decides_about_files_without_extension_and_with_that_of_another_format()
    {
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0, .. "and more than the ten bytes that are looked at"u8];
        var archive = Archives.Zip(zip =>
        {
            Archives.Add(zip, "daisy/1", jpeg);
            Archives.Add(zip, "daisy/2.webp", jpeg);
            Archives.Add(zip, "daisy/3.webp", "RIFF"u8.ToArray());
            Archives.Add(zip, "LICENSE", "words"u8.ToArray());
        });
        var extractor = new ArchiveExtractor(new ExtractionLimits(), TestContext.Current.CancellationToken);
        Directory.CreateDirectory(folder["out"]);
        Assert.Equal(2, extractor.Extract(new MemoryStream(archive), "flowers.archive", folder["out"]));
        Assert.Equal(jpeg, File.ReadAllBytes(folder["out", "daisy", "1"]));
        Assert.Equal(jpeg, File.ReadAllBytes(folder["out", "daisy", "2.webp"]));
        Assert.Equal(["daisy/3.webp", "LICENSE"], extractor.PassedOver.SelectMany(kind => kind.Names));
    }

    [Theory]
    [InlineData(0xA1FF, "link")]
    [InlineData(0x2180, "neither a file nor a folder")]
    public void A_zip_entry_with_the_mode_of_a_link_or_device_rejects_the_archive(int mode, string reason) => AssertRefused(
        Archives.Zip(zip => Archives.Add(zip, "a/1.jpg", "/etc/passwd"u8.ToArray()).ExternalAttributes = mode << 16), reason);

    [Theory]
    [InlineData("a/1.jpg")]
    [InlineData("a/readme.txt")]
    public void An_excessive_declared_size_rejects_the_archive(string name) =>
        AssertRefused(Archives.RawTar(name, '0', 1L << 40, [1, 2, 3]), "unpacks to more than");

    [Theory]
    [InlineData("a/1.jpg")]
    [InlineData("a/readme.txt")]
    public void A_bomb_in_a_tgz_is_stopped_even_if_its_entry_is_skipped(string name)
    {
        var bomb = Archives.Gzip(Archives.RawTar(name, '0', 4_000_000, new byte[4_000_000]), CompressionLevel.SmallestSize);
        AssertRefused(bomb, "unpacks to more than", new ExtractionLimits { Allowance = 1000 });
    }

    [Fact]
    public void A_bomb_in_a_zip_is_stopped()
    {
        var bomb = Archives.Zip(zip => Archives.Add(zip, "a/1.jpg", new byte[4_000_000]));
        AssertRefused(bomb, "unpacks to more than", new ExtractionLimits { Allowance = 1000 });
    }

    [Fact]
    public void Entries_that_are_too_large_only_in_total_are_stopped()
    {
        var bomb = Archives.Zip(zip =>
        {
            for (var i = 0; i < 10; i++) Archives.Add(zip, $"a/{i}.jpg", new byte[10_000]);
        });
        AssertRefused(bomb, "unpacks to more than", new ExtractionLimits { Ratio = 0, Allowance = 95_000 });
    }

    [Fact]
    public void Too_many_entries_reject_the_archive() =>
        AssertRefused(Archives.Zip("a/1.jpg", "a/2.jpg", "a/3.txt"), "more than 2 entries", new ExtractionLimits { Entries = 2 });

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(2000)]
    public void A_truncated_tgz_is_damaged(int keptBytes)
    {
        var random = new byte[8000];
        new Random(1).NextBytes(random);
        var whole = Archives.Gzip(Archives.RawTar("a/1.jpg", '0', random.Length, random));
        AssertDamaged(whole[..keptBytes]);
    }

    [Fact]
    public void A_tgz_with_a_wrong_checksum_is_damaged()
    {
        var whole = Archives.Gzip(Archives.Tar("a/1.jpg", "b/2.jpg"));
        whole[^8] ^= 1;
        AssertDamaged(whole);
    }

    [Fact]
    public void A_tgz_with_a_flipped_bit_is_damaged()
    {
        var random = new byte[8000];
        new Random(2).NextBytes(random);
        var bytes = Archives.Gzip(Archives.RawTar("a/1.jpg", '0', random.Length, random));
        bytes[4000] ^= 1;
        AssertDamaged(bytes);
    }

    [Fact]
    public void A_truncated_tar_is_damaged() => AssertDamaged(Archives.RawTar("a/1.jpg", '0', 9000, new byte[9000])[..3000]);

    [Fact]
    public void A_truncated_zip_is_damaged() => AssertDamaged(Archives.Zip("a/1.jpg", "b/2.jpg")[..^30]);

    [Fact]
    public void A_file_that_is_not_an_archive_is_reported_as_such()
    {
        AssertDamaged("<html>sign in</html>"u8.ToArray(), "is not an archive");
        AssertDamaged([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4], "unsupported format");
        AssertDamaged(Archives.Gzip("not a tar"u8.ToArray()), "damaged");
    }

    [Fact]
    public void Canceling_stops_the_extraction()
    {
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        Assert.Throws<OperationCanceledException>(() => Extract(Archives.Tar("a/1.jpg"), cancellation: canceled.Token));
    }

    private static byte[] Make(string format, string[] names) => format switch
    {
        "zip" => Archives.Zip(names),
        "tgz" => Archives.Gzip(Archives.Tar(names)),
        "tar v7" => Archives.Tar(TarEntryFormat.V7, names),
        "tar pax" => Archives.Tar(TarEntryFormat.Pax, names),
        "tar gnu" => Archives.Tar(TarEntryFormat.Gnu, names),
        _ => Archives.Tar(names),
    };

    private int Extract(byte[] archive, ExtractionLimits? limits = null, CancellationToken? cancellation = null)
    {
        var output = Directory.CreateDirectory(folder["out"]).FullName;
        return new ArchiveExtractor(limits ?? new ExtractionLimits(), cancellation ?? TestContext.Current.CancellationToken).Extract(
            new MemoryStream(archive), "flowers.archive", output);
    }

    private void AssertRefused(byte[] archive, string reason, ExtractionLimits? limits = null)
    {
        var error = Assert.Throws<PipelineException>(() => Extract(archive, limits)).Diagnostic;
        Assert.Equal(Codes.HostileArchive, error.Code);
        Assert.Contains(reason, error.Text, StringComparison.Ordinal);
        Assert.Equal("flowers.archive", error.File);
        Assert.Empty(Directory.GetFileSystemEntries(folder.FullName).Except([folder["out"]]));
        Directory.Delete(folder["out"], recursive: true);
    }

    private void AssertNames(byte[] archive, string reason)
    {
        var error = Assert.Throws<PipelineException>(() => Extract(archive)).Diagnostic;
        Assert.Equal((Codes.ArchiveNames, "flowers.archive"), (error.Code, error.File));
        Assert.Contains(reason, error.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("trust", error.Text, StringComparison.Ordinal);
        Directory.Delete(folder["out"], recursive: true);
    }

    private void AssertDamaged(byte[] archive, string reason = "")
    {
        var error = Assert.Throws<PipelineException>(() => Extract(archive)).Diagnostic;
        Assert.Equal(Codes.InvalidArchive, error.Code);
        Assert.Contains(reason, error.Text, StringComparison.Ordinal);
    }
}
