using System.Text;
using FlowerModel.Pipeline.Store;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Store;

public sealed class PackedFilesTests
{
    private static readonly char Separator = Path.DirectorySeparatorChar;

    [Fact]
    public void Every_name_of_a_folder_is_found_and_no_other()
    {
        string[] names = [.. Enumerable.Range(0, 2000).Select(number => $"{number}.jpg")];
        var packed = FilePacker.Pack(names.ToDictionary(name => $"{Separator}a{Separator}{name}", static _ => Known(isImage: true)));
        var images = packed.ImagesIn($"{Separator}a")!;
        Assert.All(names, name => Assert.True(Contains(images, name)));
        Assert.All(names, name => Assert.False(Contains(images, name[..^1])));
        Assert.All(names, name => Assert.False(Contains(images, name + "x")));
        Assert.False(Contains(images, ""));
        Assert.Equal(names.Length, packed.ImageCount);
        Assert.Null(packed.ImagesIn($"{Separator}b"));
    }

    [Fact]
    public void Paths_and_facts_are_kept()
    {
        var paths = ((string[])["/a/1", "/a/1/x", "/a.b", "/\ud83c\udf39/\u00e4", "name"]).Select(path => path.Replace('/', Separator)).ToArray();
        var files = paths.ToDictionary(
            path => path, path => new IndexedFile(new FileFacts(path.Length, -2, long.MinValue, 1L << 40), new byte[32], false, path.Length > 4));
        var packed = FilePacker.Pack(files);
        Assert.Equal(paths.Order(StringComparer.Ordinal), Enumerable.Range(0, packed.Length).Select(packed.PathOf).Order(StringComparer.Ordinal));
        Assert.Equal(files.Values.Select(file => file.Facts).Order(Comparer()), packed.Unpack().Values.Select(file => file.Facts).Order(Comparer()));
        Assert.Equal(files.Values.Count(file => file.IsImage), packed.ImageCount);
    }

    [Fact]
    public void Bytes_that_contradict_each_other_are_refused()
    {
        using var stream = new MemoryStream();
        FilePacker.Pack(new() { [$"{Separator}a{Separator}1"] = Known(isImage: true), [$"{Separator}b"] = Known(isImage: false) }).WriteTo(stream);
        var bytes = stream.ToArray();
        Assert.Equal(2, new PackedFiles(bytes, 0, bytes.Length).Length);
        for (var length = 0; length < bytes.Length; length++) Assert.Throws<FormatException>(() => new PackedFiles(bytes, 0, length));
        Assert.Throws<FormatException>(() => new PackedFiles([.. bytes, 0], 0, bytes.Length + 1));

        // Numbers that are too large or negative: folders, files, files of the first folder, length of its path.
        foreach (var at in (int[])[0, 4, 8, 12])
        {
            foreach (var (offset, value) in ((int, byte)[])[(0, 200), (3, 0x7f), (3, 0xff)])
            {
                var damaged = (byte[])bytes.Clone();
                damaged[at + offset] = value;
                Assert.Throws<FormatException>(() => new PackedFiles(damaged, 0, damaged.Length));
            }
        }
    }

    [Fact]
    public void Only_files_with_other_facts_are_found()
    {
        using var folder = new TemporaryFolder(inMemory: true);
        var files = new Dictionary<string, IndexedFile>();
        foreach (var name in (string[])["same", "changed", "gone", "untrusted", "folder/same", "folder/changed"])
        {
            Directory.CreateDirectory(folder["folder"]);
            File.WriteAllText(folder[name], name);
            var facts = FileFacts.TryRead(folder[name])!.Value;
            files[folder[name.Split('/')]] = new IndexedFile(facts, new byte[32], isTrusted: name != "untrusted", isImage: false);
        }

        File.AppendAllText(folder["changed"], "x");
        File.AppendAllText(folder["folder", "changed"], "x");
        File.Delete(folder["gone"]);
        var packed = FilePacker.Pack(files);
        var hits = new bool[packed.Length];
        packed.FindOtherFacts(0, packed.Length, hits);
        Assert.Equal(
            ((string[])[folder["changed"], folder["folder", "changed"], folder["gone"], folder["untrusted"]]).Order(StringComparer.Ordinal),
            Enumerable.Range(0, packed.Length).Where(file => hits[file]).Select(packed.PathOf).Order(StringComparer.Ordinal));
    }

    private static IndexedFile Known(bool isImage) => new(default, new byte[32], isTrusted: true, isImage);

    private static bool Contains(PackedImageNames images, string name)
    {
        var bytes = Encoding.UTF8.GetBytes($"/{name}/");
        return images.Contains(bytes, 1, bytes.Length - 2);
    }

    private static Comparer<FileFacts> Comparer() => Comparer<FileFacts>.Create(static (a, b) => a.Size.CompareTo(b.Size));
}
