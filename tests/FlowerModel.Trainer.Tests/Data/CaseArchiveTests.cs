using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Testing;
using FlowerModel.Trainer.Data;

namespace FlowerModel.Trainer.Tests.Data;

/// <summary>Archives made after other people's bug reports.</summary>
public sealed class CaseArchiveTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Names_in_code_page_437_become_labels() => Assert.Equal(["blue", "fl\u00e4chen"], Read("cp437.zip").Labels);

    [Fact]
    public void Names_that_differ_only_by_case_are_read_or_named()
    {
        if (CaseSensitivity.Of(folder.FullName))
        {
            var files = Read("case_pictures.zip");
            Assert.Equal(["blue", "red"], files.Labels);
            Assert.Equal(8, files.Images.Count);
            return;
        }

        var error = Assert.Throws<PipelineException>(() => Read("case_pictures.zip")).Diagnostic;
        Assert.Contains("IMG_1.JPG", error.Text, StringComparison.Ordinal);
        Assert.Contains("img_1.jpg", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_without_folders_is_named_with_what_is_expected()
    {
        var error = Assert.Throws<PipelineException>(() => Read("flat.zip")).Diagnostic;
        Assert.Equal((Codes.TooFewClasses, ReferenceData.Case("flat.zip")), (error.Code, error.File));
        Assert.Contains("blue.0.jpg", error.Text, StringComparison.Ordinal);
        Assert.Contains("one folder of images each", error.Text, StringComparison.Ordinal);
    }

    /// <summary>An archive that is added to the folder is read, or rejected with an error that names it.</summary>
    [Fact]
    public void Every_archive_is_read_or_named()
    {
        string[] endings = [".zip", ".tar", ".gz", ".tgz"];
        foreach (var path in Directory.EnumerateFiles(ReferenceData.Cases).Where(path => endings.Contains(Path.GetExtension(path))))
        {
            try
            {
                Assert.DoesNotContain(Read(Path.GetFileName(path)).Labels, label => label.Contains('\uFFFD', StringComparison.Ordinal));
            }
            catch (PipelineException error)
            {
                Assert.Equal(path, error.Diagnostic.File);
                Assert.NotEqual(Codes.HostileArchive, error.Diagnostic.Code);
            }
        }
    }

    private DatasetFiles Read(string name)
    {
        var path = ReferenceData.Case(name);
        var settings = new DatasetSettings(DatasetKind.Archive, Hashing.OfFile(path));
        var request = new TrainerRequest
        {
            Model = "Flowers",
            Settings = TrainerRequest.SettingsOf(settings),
            Source = path,
            SourceSha256 = settings.Sha256,
            OutputDirectory = Directory.CreateDirectory(folder["output"]).FullName,
            DatasetsDirectory = Directory.CreateDirectory(folder["datasets"]).FullName,
        };
        return DatasetReader.Run(request, settings, static _ => { }, TestContext.Current.CancellationToken);
    }
}
