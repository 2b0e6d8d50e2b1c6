using System.Text.Json;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Testing;
using FlowerModel.Trainer.Data;

namespace FlowerModel.Trainer.Tests.Data;

public sealed class DatasetReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public DatasetReaderTests()
    {
        Directory.CreateDirectory(folder["output"]);
        Directory.CreateDirectory(folder["datasets"]);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "daisy/1.jpg", "roses/2.jpg")]
    [InlineData("flower_photos/", "daisy/1.jpg", "roses/2.jpg", "LICENSE.txt", "cover.jpg")]
    [InlineData("a/b/c/", "daisy/1.jpg", "roses/deep/2.jpg")]
    public void Class_folders_are_found_below_common_parent_folders(string top, params string[] names)
    {
        var (files, root) = Run(Archives.Zip([.. names.Select(name => top + name)]));
        Assert.Equal(["daisy", "roses"], files.Labels);
        Assert.Equal(2, files.Images.Count);
        Assert.All(files.Images, image => Assert.True(File.Exists(Path.Combine(root, image.Path))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("flower_photos/")]
    public void Subsets_are_found_below_common_parent_folders(string top)
    {
        var archive = Archives.Zip(
            $"{top}train/daisy/1.jpg", $"{top}train/roses/2.jpg", $"{top}val/daisy/3.jpg", $"{top}test/roses/4.jpg", $"{top}LICENSE.txt");
        var (files, root) = Run(archive);
        Assert.Equal(["daisy", "roses"], files.Labels);
        Assert.Equal(
            [("1.jpg", Subset.Train), ("2.jpg", Subset.Train), ("3.jpg", Subset.Validation), ("4.jpg", Subset.Test)],
            files.Images.Select(image => (Path.GetFileName(image.Path), image.Subset!.Value)).Order());
        Assert.All(files.Images, image => Assert.True(File.Exists(Path.Combine(root, image.Path))));
        var written = DatasetFiles.FromJson(File.ReadAllText(folder["output", DatasetFiles.FileName]));
        Assert.Equal(files.Images, written.Images);
    }

    [Fact]
    public void Subsets_without_a_class_are_rejected()
    {
        var error = Assert.Throws<PipelineException>(() => Run(Archives.Zip("train/daisy/1.jpg", "train/roses/2.jpg", "test/3.jpg")));
        Assert.Equal((Codes.UnlabeledSubset, folder["flowers.archive"]), (error.Diagnostic.Code, error.Diagnostic.File));
        Assert.StartsWith("'test' in the archive: ", error.Diagnostic.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_without_subsets_writes_none()
    {
        Run(Archives.Zip("daisy/1.jpg", "roses/2.jpg"));
        var text = File.ReadAllText(folder["output", DatasetFiles.FileName]);
        Assert.DoesNotContain("subset", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("group", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("", "its 2 images, such as 'blue.1.jpg', are in no folder", "red.0.jpg", "blue.1.jpg")]
    [InlineData("", "contains no images", "readme.txt", "daisy/notes.txt")]
    public void An_archive_without_class_folders_is_an_error_that_names_it(string top, string reason, params string[] names)
    {
        var error = Assert.Throws<PipelineException>(() => Run(Archives.Zip([.. names.Select(name => top + name)]))).Diagnostic;
        Assert.Equal((Codes.TooFewClasses, folder["flowers.archive"]), (error.Code, error.File));
        Assert.Contains(reason, error.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(folder["datasets"], error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_not_used_are_part_of_the_artifact_also_if_the_archive_is_extracted_already()
    {
        var archive = Archives.Zip("photos/daisy/1.jpg", "photos/roses/2.jpg", "photos/cover.jpg", "photos/roses/3.heic", "LICENSE.txt");
        var (first, _) = Run(archive);
        Assert.Equal([(".heic", true), (".txt", false), ("in no class folder", false)], first.PassedOver!.Select(kind => (kind.Kind, kind.MayBeMeant)));
        Assert.Equal(["photos/roses/3.heic", "LICENSE.txt", "photos/cover.jpg"], first.PassedOver!.SelectMany(kind => kind.Names));
        var again = RunStage(Request(DatasetKind.Archive, folder["flowers.archive"], Sha256(archive)));
        Assert.Equal(first.ToJson(), again.ToJson());
        Assert.Equal(first.ToJson(), DatasetFiles.FromJson(first.ToJson()).ToJson());
    }

    [Fact]
    public void Files_that_nobody_means_to_use_are_only_mentioned()
    {
        File.WriteAllBytes(folder["flowers.archive"], Archives.Zip("photos/daisy/1.jpg", "photos/roses/2.jpg", "LICENSE.txt"));
        var request = Request(DatasetKind.Archive, folder["flowers.archive"], Sha256(File.ReadAllBytes(folder["flowers.archive"])));
        var messages = new List<string>();
        var files = DatasetReader.Run(
            request, request.SettingsAs<DatasetSettings>(), message => messages.Add(message.Text), TestContext.Current.CancellationToken);
        Assert.Null(files.PassedOver);
        Assert.Contains("Flowers: 1 file of the dataset is not used: 1 .txt (LICENSE.txt).", messages);
    }

    [Fact]
    public void A_single_folder_with_images_is_the_only_class() =>
        Assert.Equal(["daisy"], Run(Archives.Zip("photos/daisy/1.jpg", "photos/readme.txt")).Files.Labels);

    [Fact]
    public void The_artifact_lists_what_was_found()
    {
        var (files, _) = Run(Archives.Gzip(Archives.Tar("photos/daisy/1.jpg", "photos/roses/2.jpg")));
        var written =
            JsonSerializer.Deserialize<DatasetFiles>(File.ReadAllText(folder["output", DatasetFiles.FileName]), CanonicalJson.Options)!;
        Assert.Equal(files.Labels, written.Labels);
        Assert.Equal(files.Images, written.Images);
        Assert.Equal(new ImageFile("daisy", "photos/daisy/1.jpg"), written.Images[0]);
    }

    [Fact]
    public void An_extracted_archive_is_not_read_again()
    {
        var archive = Archives.Zip("daisy/1.jpg", "roses/2.jpg");
        var (first, _) = Run(archive);
        File.Delete(folder["flowers.archive"]);
        var again = RunStage(Request(DatasetKind.Archive, folder["flowers.archive"], Sha256(archive)));
        Assert.Equal(first.Images, again.Images);
    }

    [Fact]
    public void A_hostile_archive_leaves_no_folder()
    {
        var error = Assert.Throws<PipelineException>(() => Run(Archives.Zip("daisy/1.jpg", "../evil.jpg")));
        Assert.Equal(Codes.HostileArchive, error.Diagnostic.Code);
        Assert.Equal(folder["flowers.archive"], error.Diagnostic.File);
        Assert.Empty(Directory.GetFileSystemEntries(folder["datasets"]));
        Assert.Empty(Directory.GetFileSystemEntries(folder["output"]));
    }

    [Fact]
    public void An_archive_with_a_wrong_hash_is_rejected_before_it_is_opened()
    {
        File.WriteAllBytes(folder["flowers.archive"], Archives.Zip("../evil.jpg"));
        var error = Assert.Throws<PipelineException>(
            () => RunStage(Request(DatasetKind.Archive, folder["flowers.archive"], new string('0', 64))));
        Assert.Equal(Codes.HashMismatch, error.Diagnostic.Code);
        Assert.Empty(Directory.GetFileSystemEntries(folder["datasets"]));
    }

    [Fact]
    public void An_archive_at_a_URL_is_downloaded_and_extracted()
    {
        var archive = Archives.Gzip(Archives.Tar("photos/daisy/1.jpg", "photos/roses/2.jpg"));
        using var server = new LoopbackServer((_, connection, _) => LoopbackServer.Respond(connection, "200 OK", archive));
        var files = RunStage(Request(DatasetKind.Archive, server.Url().ToString(), Sha256(archive)));
        Assert.Equal(["daisy", "roses"], files.Labels);
    }

    [Fact]
    public void Paths_in_a_list_are_relative_to_the_list()
    {
        var csv = "path,label\nx/1.jpg,roses\n"u8.ToArray();
        File.WriteAllBytes(folder["flowers.csv"], csv);
        var files = RunStage(Request(DatasetKind.List, folder["flowers.csv"], Sha256(csv)));
        Assert.Equal([new ImageFile("roses", "x/1.jpg")], files.Images);
        var error = Assert.Throws<PipelineException>(
            () => RunStage(Request(DatasetKind.List, folder["flowers.csv"], new string('0', 64))));
        Assert.Equal(Codes.DatasetChanged, error.Diagnostic.Code);
    }

    [Fact]
    public void Weights_are_downloaded_and_a_web_page_in_their_place_is_rejected()
    {
        byte[] weights = [0x89, .. "HDF\r\n\x1a\n"u8, 1, 2, 3];
        using var server = new LoopbackServer((head, connection, _) => LoopbackServer.Respond(
            connection, "200 OK", head.StartsWith("GET /page", StringComparison.Ordinal) ? "<html>"u8.ToArray() : weights));

        var error = Assert.Throws<PipelineException>(
            () => FetchWeights(Request(DatasetKind.Archive, server.Url("page.h5").ToString(), null)));
        Assert.Equal(Codes.InvalidWeights, error.Diagnostic.Code);
        Assert.Contains("BaseWeights=\"none\"", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder["output"]));

        FetchWeights(Request(DatasetKind.Archive, server.Url("weights.h5").ToString(), Sha256(weights)));
        Assert.Equal(weights, File.ReadAllBytes(folder["output", TrainerVerbs.WeightsFile]));
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

    private static DatasetFiles RunStage(TrainerRequest request) =>
        DatasetReader.Run(request, request.SettingsAs<DatasetSettings>(), static _ => { }, TestContext.Current.CancellationToken);

    private static void FetchWeights(TrainerRequest request) =>
        WeightsFetcher.Run(request, static _ => { }, TestContext.Current.CancellationToken);

    private (DatasetFiles Files, string Root) Run(byte[] archive)
    {
        File.WriteAllBytes(folder["flowers.archive"], archive);
        var files = RunStage(Request(DatasetKind.Archive, folder["flowers.archive"], Sha256(archive)));
        return (files, folder["datasets", Sha256(archive)]);
    }

    private TrainerRequest Request(DatasetKind kind, string source, string? sha256) => new()
    {
        Model = "Flowers",
        Settings = TrainerRequest.SettingsOf(new DatasetSettings(kind, sha256 ?? "")),
        Source = source,
        SourceSha256 = sha256,
        OutputDirectory = folder["output"],
        DatasetsDirectory = folder["datasets"],
    };
}
