using System.Text;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Store;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Data;

/// <summary>Both readers describe the same folder as .NET does.</summary>
public sealed class FolderReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_kind_of_entry_is_recognized()
    {
        Directory.CreateDirectory(folder["folder.jpg"]);
        foreach (var ignored in (string[])[".hidden", "@eaDir", "__MACOSX", "#recycle", "$RECYCLE.BIN"]) Directory.CreateDirectory(folder[ignored]);
        string[] files =
            ["a.jpg", "\u00e4\ud83c\udf39.JPEG", "noextension", "two.dots.png", "text.txt", "x.averylongextension", "jpg", ".h.jpg", "b.heic"];
        foreach (var name in files) File.WriteAllText(folder[name], "");
        List<string> expected =
        [
            "File a.jpg True", "File b.heic False", "File jpg False", "File noextension False", "File text.txt False", "File two.dots.png True",
            "File x.averylongextension False", "File \u00e4\ud83c\udf39.JPEG True", "Folder folder.jpg False",
        ];
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(folder["to-file.jpg"], folder["a.jpg"]);
            File.CreateSymbolicLink(folder["to-nothing.jpg"], folder["gone"]);
            File.CreateSymbolicLink(folder["to-itself.jpg"], folder["to-itself.jpg"]);
            Directory.CreateSymbolicLink(folder["to-folder.jpg"], folder["folder.jpg"]);
            File.WriteAllText(folder["end."], "");
            expected.AddRange(["File end. False", "File to-file.jpg True", "File to-nothing.jpg True", "File to-itself.jpg True"]);
            expected.Add("FolderLink to-folder.jpg False");
        }

        expected.Sort(StringComparer.Ordinal);
        Assert.Equal(expected, Entries(new PortableFolderReader(folder.FullName)));
        Assert.Equal(expected, Entries(FolderReader.Open(folder.FullName)));
    }

    [Fact]
    public void The_content_decides_only_where_the_name_leaves_it_open()
    {
        foreach (var name in (string[])["LICENSE", "a.heic", "b.jpg", "c.txt"]) File.WriteAllText(folder[name], "words");
        foreach (var name in (string[])["d", "e.webp", "f.txt", ".g"]) File.WriteAllBytes(folder[name], [0xFF, 0xD8, 0xFF, 0xE0]);
        foreach (var reader in (FolderReader[])[new PortableFolderReader(folder.FullName), FolderReader.Open(folder.FullName)])
        {
            using (reader)
            {
                var images = new List<string>();
                while (reader.Read())
                {
                    if (reader.IsImageIn(folder.FullName)) images.Add(reader.Name);
                }

                Assert.Equal(["b.jpg", "d", "e.webp"], images.Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public void More_entries_than_fit_in_a_buffer_are_read()
    {
        string[] names = [.. Enumerable.Range(0, 3000).Select(number => $"{number}{new string('x', number % 200)}.jpg")];
        foreach (var name in names) File.WriteAllText(folder[name], "");
        Assert.Equal(names.Select(name => $"File {name} True").Order(StringComparer.Ordinal), Entries(FolderReader.Open(folder.FullName)));
    }

    [Fact]
    public void On_Linux_the_kernel_is_asked()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems use .NET");
        Assert.True(LinuxFolders.IsSupported);
        using var entries = FolderReader.Open(folder.FullName);
        Assert.IsType<LinuxFolderReader>(entries);
    }

    [Fact]
    public void A_missing_folder_is_an_error() => Assert.Throws<DirectoryNotFoundException>(() => FolderReader.Open(folder["gone"]).Read());

    [Fact]
    public void A_file_is_not_a_folder()
    {
        File.WriteAllText(folder["file"], "");
        Assert.ThrowsAny<IOException>(() => FolderReader.Open(folder["file"]).Read());
    }

    private static List<string> Entries(FolderReader reader)
    {
        var entries = new List<string>();
        using (reader)
        {
            while (reader.Read())
            {
                Assert.Equal(reader.Name, Encoding.UTF8.GetString(reader.Bytes, reader.Start, reader.Length));
                entries.Add($"{reader.Kind} {reader.Name} {reader.IsImage}");
            }
        }

        entries.Sort(StringComparer.Ordinal);
        return entries;
    }
}
