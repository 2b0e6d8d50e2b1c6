using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using FlowerModel.Testing;
using FlowerModel.Trainer.Data;

namespace FlowerModel.Trainer.Tests.Data;

/// <summary>Names in zip archives that do not say that they are UTF-8.</summary>
public sealed class ZipNamesTests
{
    // Code page 437: 0x84 is a with diaeresis, 0x81 u with diaeresis, 0xE1 sharp s.
    private static readonly byte[] CodePage437 = [.. "fl"u8, 0x84, .. "chen/gr"u8, 0x81, 0xE1, .. "e.jpg"u8];

    [Fact]
    public void Without_a_flag_names_are_in_code_page_437() => Assert.Equal("fl\u00e4chen/gr\u00fc\u00dfe.jpg", Name(CodePage437, isUtf8: false));

    [Fact]
    public void Without_a_flag_valid_UTF_8_is_UTF_8() =>
        Assert.Equal("fl\u00e4chen/\u82b1.jpg", Name(Encoding.UTF8.GetBytes("fl\u00e4chen/\u82b1.jpg"), isUtf8: false));

    [Fact]
    public void With_the_flag_names_are_UTF_8() =>
        Assert.Equal("fl\u00e4chen/1.jpg", Name(Encoding.UTF8.GetBytes("fl\u00e4chen/1.jpg"), isUtf8: true));

    [Fact]
    public void With_the_flag_other_names_are_recognized_as_unusable() => Assert.Contains('\uFFFD', Name(CodePage437, isUtf8: true));

    [Fact]
    public void A_field_with_the_name_in_UTF_8_is_used_if_it_belongs_to_the_name()
    {
        byte[] raw = [0x89, 0xD4, .. "/1.jpg"u8];
        Assert.Equal("\u82b1/1.jpg", Name(raw, isUtf8: false, UnicodePath(raw, "\u82b1/1.jpg")));
        Assert.Equal("\u00eb\u2558/1.jpg", Name(raw, isUtf8: false, UnicodePath([.. "another name"u8], "\u82b1/1.jpg")));
    }

    [Fact]
    public void A_damaged_extra_field_is_ignored()
    {
        byte[] raw = [0x84, .. "/1.jpg"u8];
        Assert.Equal("\u00e4/1.jpg", Name(raw, isUtf8: false, [0x75, 0x70, 200, 0, 1, 2, 3]));
        Assert.Equal("\u00e4/1.jpg", Name(raw, isUtf8: false, [0x75]));
    }

    [Fact]
    public void An_archive_with_a_comment_is_read()
    {
        var archive = Archives.Zip(zip =>
        {
            Archives.Add(zip, "daisy/1.jpg", [1]);
            zip.Comment = "photos of a garden";
        });
        Assert.Equal(["daisy/1.jpg"], ZipNames.Read(new MemoryStream(archive), 1));
    }

    [Fact]
    public void A_directory_that_is_not_where_the_end_says_is_damaged()
    {
        var archive = Archives.Zip("daisy/1.jpg");
        archive[^6] ^= 1;
        Assert.Throws<InvalidDataException>(() => ZipNames.Read(new MemoryStream(archive), 1));
        Assert.Throws<InvalidDataException>(() => ZipNames.Read(new MemoryStream(new byte[100]), 1));
    }

    private static string Name(byte[] raw, bool isUtf8, params byte[] extra)
    {
        var archive = Archives.RawZip(raw, isUtf8, extra);
        var name = Assert.Single(ZipNames.Read(new MemoryStream(archive), 1));
        using var zip = new ZipArchive(new MemoryStream(archive));
        Assert.Single(zip.Entries);
        Assert.Equal(name, Assert.Single(ArchiveReader.Zip(new MemoryStream(archive))).Name);
        return name;
    }

    private static byte[] UnicodePath(byte[] raw, string name)
    {
        byte[] content = [1, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(name)];
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(1), Checksum(raw));
        return [0x75, 0x70, (byte)content.Length, 0, .. content];
    }

    // The framework computes the same checksum of an entry's content.
    private static uint Checksum(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(Archives.Zip(zip => Archives.Add(zip, "a", bytes))));
        return zip.Entries[0].Crc32;
    }
}
