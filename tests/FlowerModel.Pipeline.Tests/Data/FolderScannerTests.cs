using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Data;

public sealed class FolderScannerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Images_are_found_at_any_depth_below_class_folders_and_sorted_ordinally()
    {
        Make("roses/b.JPG", "roses/a.png", "roses/deep/er/c.gif", "Zinnia/1.jpeg", "daisy/1.bmp", "daisy/10.bmp", "daisy/2.bmp");
        Assert.Equal(
            ["Zinnia/1.jpeg", "daisy/1.bmp", "daisy/10.bmp", "daisy/2.bmp", "roses/a.png", "roses/b.JPG", "roses/deep/er/c.gif"],
            FolderScanner.Scan(folder.FullName).Select(image => image.Path));
        Assert.Equal(["Zinnia", "daisy", "roses"], FolderScanner.Labels(folder.FullName));
        Assert.All(
            FolderScanner.Scan(folder.FullName), image => Assert.StartsWith(image.Label + "/", image.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void Hidden_entries_other_files_and_images_outside_class_folders_are_ignored()
    {
        Make(
            "roses/1.jpg",
            "roses/.2.jpg",
            "roses/.git/3.jpg",
            "roses/notes.txt",
            "roses/Thumbs.db",
            ".cache/4.jpg",
            "cover.jpg",
            "LICENSE.txt");
        Assert.Equal(["roses/1.jpg"], FolderScanner.Scan(folder.FullName).Select(image => image.Path));
        Assert.Equal(["roses"], FolderScanner.Labels(folder.FullName));
    }

    [Fact]
    public void Folders_and_files_of_the_system_are_ignored_without_a_word()
    {
        Make(
            "roses/1.jpg",
            "roses/@eaDir/1.jpg/SYNOPHOTO_THUMB_M.jpg",
            "roses/.thumbnails/1.jpg",
            "roses/._1.jpg",
            "roses/Thumbs.db",
            "roses/Desktop.ini",
            "roses/.DS_Store",
            "@eaDir/roses/1.jpg",
            "__MACOSX/roses/1.jpg",
            "#recycle/roses/1.jpg",
            "$RECYCLE.BIN/1.jpg",
            ".ipynb_checkpoints/1.jpg");
        var passedOver = new PassedOver();
        Assert.Equal(["roses/1.jpg"], FolderScanner.Scan(folder.FullName, passedOver).Select(image => image.Path));
        Assert.Equal(["roses"], FolderScanner.Labels(folder.FullName));
        Assert.Empty(passedOver.Kinds);
    }

    [Fact]
    public void The_content_decides_about_files_without_extension_and_with_that_of_another_format()
    {
        Make("roses/README", "roses/a.webp", "roses/b.tiff", "roses/BMW");
        foreach (var (name, content) in ((string, byte[])[])
            [
                ("1", [0xFF, 0xD8, 0xFF, 0xE0]),
                ("2.", [0x89, .. "PNG\r\n\u001a\n"u8]),
                ("3.heic", [0xFF, 0xD8, 0xFF, 0xE1]),
                ("4", [.. "GIF89a"u8]),
                ("5", [.. "BM"u8, 1, 2, 3, 4, 0, 0, 0, 0]),
            ])
            File.WriteAllBytes(folder["roses", name], content);
        string[] names = OperatingSystem.IsWindows() ? ["1", "3.heic", "4", "5"] : ["1", "2.", "3.heic", "4", "5"];
        Assert.Equal(names.Select(name => "roses/" + name), FolderScanner.Scan(folder.FullName).Select(image => image.Path));
    }

    [Fact]
    public void Links_to_folders_and_images_are_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "symbolic links require a privilege on Windows");
        using var elsewhere = new TemporaryFolder();
        Directory.CreateDirectory(elsewhere["pool", "deep"]);
        File.WriteAllText(elsewhere["pool", "1.jpg"], "one");
        File.WriteAllText(elsewhere["pool", "deep", "2.jpg"], "two");
        Make("roses/1.jpg");
        Directory.CreateSymbolicLink(folder["daisy"], elsewhere["pool"]);
        Directory.CreateSymbolicLink(folder["roses", "more"], elsewhere["pool", "deep"]);
        Directory.CreateSymbolicLink(folder["tulips"], "roses");
        File.CreateSymbolicLink(folder["roses", "3.jpg"], folder["roses", "1.jpg"]);
        Assert.Equal(
            [
                "daisy/1.jpg", "daisy/deep/2.jpg", "roses/1.jpg", "roses/3.jpg", "roses/more/2.jpg", "tulips/1.jpg", "tulips/3.jpg", "tulips/more/2.jpg",
            ],
            FolderScanner.Scan(folder.FullName).Select(image => image.Path));
        Assert.Equal(["daisy", "roses", "tulips"], FolderScanner.Labels(folder.FullName));
    }

    [Fact]
    public void Links_in_circles_and_to_nothing_are_not_followed_and_reported()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "symbolic links require a privilege on Windows");
        using var elsewhere = new TemporaryFolder();
        Make("roses/1.jpg", "roses/deep/2.jpg");
        Directory.CreateSymbolicLink(folder["roses", "deep", "up"], "..");
        Directory.CreateSymbolicLink(folder["roses", "top"], folder.FullName);
        Directory.CreateSymbolicLink(folder["itself"], folder.FullName);
        Directory.CreateSymbolicLink(folder["above"], Path.GetDirectoryName(folder.FullName)!);
        Directory.CreateSymbolicLink(elsewhere["back"], folder["roses"]);
        File.WriteAllText(elsewhere["3.jpg"], "three");
        Directory.CreateSymbolicLink(folder["roses", "out"], elsewhere.FullName);
        Directory.CreateSymbolicLink(folder["gone"], folder["nowhere"]);
        var passedOver = new PassedOver();
        Assert.Equal(
            ["roses/1.jpg", "roses/deep/2.jpg", "roses/out/3.jpg"], FolderScanner.Scan(folder.FullName, passedOver).Select(image => image.Path));
        Assert.Equal(["roses"], FolderScanner.Labels(folder.FullName));
        Assert.Equal(
            [
                new(PassedOver.CircularLink, 5, ["above", "itself", "roses/deep/up"], true), new(PassedOver.DanglingLink, 1, ["gone"], true),
            ],
            passedOver.Kinds,
            (expected, actual) => expected.Names.SequenceEqual(actual.Names) && expected == actual with { Names = expected.Names });
    }

    [Fact]
    public void A_missing_folder_is_reported()
    {
        var error = Assert.Throws<PipelineException>(() => FolderScanner.Scan(folder["none"])).Diagnostic;
        Assert.Equal((Codes.DatasetNotFound, folder["none"]), (error.Code, error.File));
        Assert.Empty(FolderScanner.Labels(folder["none"]));
    }

    private void Make(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
            File.WriteAllText(folder[name], name);
        }
    }
}
