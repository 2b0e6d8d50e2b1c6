using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Store;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Data;

public sealed class ImageListingTests : IDisposable
{
    private readonly TemporaryFolder folder = new(inMemory: true);

    public ImageListingTests()
    {
        foreach (var image in (string[])["daisy/1.jpg", "daisy/deep/er/2.jpg", "roses/1.jpg", "roses/\u00e4.jpg", "roses/notes.txt", "roses/.hidden.jpg"])
            Write(image);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_images_of_a_scan_are_unchanged() => Assert.True(IsUnchanged(Scanned()));

    [Theory]
    [InlineData("roses/2.jpg")]
    [InlineData("daisy/deep/2.jpg")]
    [InlineData("new/1.jpg")]
    public void A_new_image_is_noticed(string image)
    {
        var files = Scanned();
        Write(image);
        Assert.False(IsUnchanged(files));
    }

    [Theory]
    [InlineData("roses/\u00e4.jpg")]
    [InlineData("daisy/deep/er/2.jpg")]
    public void A_missing_image_is_noticed(string image)
    {
        var files = Scanned();
        File.Delete(folder[image]);
        Assert.False(IsUnchanged(files));
    }

    [Theory]
    [InlineData("roses/1.jpg", "roses/11.jpg")]
    [InlineData("roses/1.jpg", "roses/1.JPG")]
    [InlineData("daisy/deep/er/2.jpg", "roses/2.jpg")]
    [InlineData("daisy/deep/er/2.jpg", "daisy/deep/er/1.jpg")]
    public void A_renamed_or_moved_image_is_noticed(string image, string name)
    {
        var files = Scanned();
        File.Move(folder[image], folder[name]);
        Assert.False(IsUnchanged(files));
    }

    [Fact]
    public void A_class_without_images_is_noticed()
    {
        var files = Scanned();
        Directory.CreateDirectory(folder["tulips"]);
        Assert.False(IsUnchanged(files));
    }

    [Fact]
    public void Other_files_do_not_matter()
    {
        var files = Scanned();
        Write("roses/other.txt");
        Write("roses/.3.jpg");
        Write("cover.jpg");
        Assert.True(IsUnchanged(files));
    }

    [Fact]
    public void The_content_decides_about_a_new_file_without_extension()
    {
        File.WriteAllBytes(folder["roses", "image"], [0xFF, 0xD8, 0xFF, 0xE0]);
        var files = Scanned();
        Assert.Contains(folder["roses", "image"], files.Keys);
        Write("roses/LICENSE");
        Write("roses/2.heic");
        Assert.True(IsUnchanged(files));
        File.WriteAllBytes(folder["roses", "another"], [0xFF, 0xD8, 0xFF, 0xE0]);
        Assert.False(IsUnchanged(files));
    }

    [Fact]
    public void Folders_of_the_system_do_not_matter()
    {
        var files = Scanned();
        Write("roses/@eaDir/1.jpg/SYNOPHOTO_THUMB_M.jpg");
        Write("__MACOSX/roses/1.jpg");
        Assert.True(IsUnchanged(files));
    }

    [Fact]
    public void Images_behind_links_are_compared_like_others()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "symbolic links require a privilege on Windows");
        using var elsewhere = new TemporaryFolder(inMemory: true);
        File.WriteAllText(elsewhere["1.jpg"], "");
        Directory.CreateSymbolicLink(folder["tulips"], elsewhere.FullName);
        Directory.CreateSymbolicLink(folder["roses", "circle"], folder.FullName);
        var files = Scanned();
        Assert.Contains(folder["tulips", "1.jpg"], files.Keys);
        Assert.True(IsUnchanged(files));
        File.WriteAllText(elsewhere["2.jpg"], "");
        Assert.False(IsUnchanged(files));
    }

    [Fact]
    public void A_new_link_to_a_class_folder_is_noticed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "symbolic links require a privilege on Windows");
        var files = Scanned();
        Directory.CreateSymbolicLink(folder["tulips"], folder["roses"]);
        Assert.False(IsUnchanged(files));
    }

    [Fact]
    public void A_file_of_the_index_that_is_not_an_image_of_the_dataset_does_not_count_as_one()
    {
        var files = Scanned();
        files[folder["roses", "1.jpg"]] = Known(isImage: false);
        files[folder["roses", "gone.jpg"]] = Known(isImage: true);
        Assert.False(IsUnchanged(files));
    }

    [Theory]
    [InlineData("new image in train/daisy/2.jpg")]
    [InlineData("new image in test/tulips/2.jpg")]
    [InlineData("new image in test/2.jpg")]
    [InlineData("new folder val/tulips")]
    [InlineData("new folder other")]
    [InlineData("new image in more/daisy/2.jpg")]
    [InlineData("none")]
    public void Changes_of_subsets_and_of_several_folders_are_noticed(string change)
    {
        foreach (var image in (string[])["train/daisy/1.jpg", "val/daisy/1.jpg", "test/daisy/1.jpg"]) Write($"subsets/{image}");
        Write("more/daisy/1.jpg");
        string[] roots = [folder["subsets"], folder["more"]];
        var scanned = ScannedFolders.Scan(roots);
        var files = scanned.Images.ToDictionary(image => scanned.Root.FullPath(image.Path), static _ => Known(isImage: true));
        Assert.Equal(4, files.Count);
        var path = change.Split(' ')[^1];
        if (change.Contains("image", StringComparison.Ordinal)) Write(path.StartsWith("more", StringComparison.Ordinal) ? path : $"subsets/{path}");
        else if (change != "none") Directory.CreateDirectory(folder[$"subsets/{path}"]);
        Assert.Equal(change == "none", ImageListing.IsUnchanged(roots, FilePacker.Pack(files), TestContext.Current.CancellationToken));
    }

    private static IndexedFile Known(bool isImage) => new(default, new byte[32], isTrusted: true, isImage);

    private Dictionary<string, IndexedFile> Scanned() => ScannedFolders.Scan([folder.FullName]).Images
        .ToDictionary(image => folder[image.Path.Split('/')], static _ => Known(isImage: true));

    private bool IsUnchanged(Dictionary<string, IndexedFile> files) =>
        ImageListing.IsUnchanged([folder.FullName], FilePacker.Pack(files), TestContext.Current.CancellationToken);

    private void Write(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[file])!);
        File.WriteAllText(folder[file], "");
    }
}
