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
        Make("roses/b.JPG", "roses/a.png", "roses/deep/er/c.webp", "Zinnia/1.jpeg", "daisy/1.bmp", "daisy/10.bmp", "daisy/2.bmp");
        Assert.Equal(
            ["Zinnia/1.jpeg", "daisy/1.bmp", "daisy/10.bmp", "daisy/2.bmp", "roses/a.png", "roses/b.JPG", "roses/deep/er/c.webp"],
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
    public void Images_in_unsupported_formats_are_listed_so_that_a_warning_can_name_them()
    {
        Make("roses/a.tga", "roses/b.PSD", "roses/c.tiff", "roses/d.heic");
        Assert.Equal(["roses/a.tga", "roses/b.PSD", "roses/c.tiff", "roses/d.heic"], FolderScanner.Scan(folder.FullName).Select(image => image.Path));
    }

    [Fact]
    public void Links_to_folders_are_not_followed_but_links_to_images_are()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "symbolic links require a privilege on Windows");
        Make("roses/1.jpg", "roses/deep/2.jpg");
        Directory.CreateSymbolicLink(folder["roses", "deep", "loop"], folder.FullName);
        Directory.CreateSymbolicLink(folder["linked"], folder["roses"]);
        File.CreateSymbolicLink(folder["roses", "3.jpg"], folder["roses", "1.jpg"]);
        Assert.Equal(
            ["roses/1.jpg", "roses/3.jpg", "roses/deep/2.jpg"], FolderScanner.Scan(folder.FullName).Select(image => image.Path));
        Assert.Equal(["roses"], FolderScanner.Labels(folder.FullName));
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
