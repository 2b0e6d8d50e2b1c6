using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Trainer.Data;

/// <summary>The dataset stage: turns an archive or a list into labeled images in a folder.</summary>
internal static class DatasetReader
{
    private const string WayOut = "Download the archive yourself and specify its path in Dataset.";

    /// <summary>Runs the stage and writes <see cref="DatasetFiles.FileName"/> into the output folder.</summary>
    /// <param name="request">The request.</param>
    /// <param name="settings">The settings of the stage.</param>
    /// <param name="report">Receives progress.</param>
    /// <param name="cancellation">Ends the stage.</param>
    /// <exception cref="PipelineException">The source cannot be downloaded or read, or is rejected.</exception>
    public static DatasetFiles Run(TrainerRequest request, DatasetSettings settings, Action<TrainerMessage> report, CancellationToken cancellation)
    {
        var source = request.Source ?? throw new InvalidDataException("The request names no source.");
        var files = settings.Kind switch
        {
            DatasetKind.Archive => ReadArchive(request, source, settings.Sha256, report, cancellation),
            DatasetKind.List => ReadList(source, settings.Sha256),
            _ => throw new InvalidDataException($"A dataset of kind {settings.Kind} is not read by this stage."),
        };
        AtomicFile.WriteText(Path.Combine(request.OutputDirectory, DatasetFiles.FileName), files.ToJson());
        return files;
    }

    private static DatasetFiles ReadList(string path, string sha256)
    {
        // Read once, so that hash and content belong to the same list.
        var bytes = File.ReadAllBytes(path);
        if (Hashing.ToHex(System.Security.Cryptography.SHA256.HashData(bytes)) != sha256)
        {
            throw new PipelineException(Codes.DatasetChanged, "The list changed while the build ran. Build again.", path);
        }

        return ListReader.Read(bytes, path);
    }

    private static DatasetFiles ReadArchive(
        TrainerRequest request, string source, string sha256, Action<TrainerMessage> report, CancellationToken cancellation)
    {
        var folder = Path.Combine(request.DatasetsDirectory, sha256);
        if (!ExtractedImages.AreIntact(folder))
        {
            ExtractedImages.Delete(folder);
            var archive = source;
            if (WebUrl.IsUrl(source))
            {
                var url = new Uri(source);
                archive = Path.Combine(request.OutputDirectory, "archive");
                report(
                    new TrainerMessage(Severity.Message, $"{request.Model}: downloading the dataset {Path.GetFileName(url.LocalPath)}"));
                new Download(new DownloadOptions(), report, WayOut).Fetch(url, archive, sha256, cancellation);
            }

            Extract(archive, source, sha256, folder, request.Model, report, cancellation);
        }

        var files = ClassFolders.Find(folder, source);
        // Only what a warning has to repeat is kept.
        if (files.PassedOver is not { } passedOver || passedOver.Any(kind => kind.MayBeMeant)) return files;
        report(new TrainerMessage(Severity.Message, PassedOver.Describe(request.Model, passedOver)!));
        return files with { PassedOver = null };
    }

    private static void Extract(
        string archive,
        string source,
        string sha256,
        string folder,
        string model,
        Action<TrainerMessage> report,
        CancellationToken cancellation)
    {
        // Opened once, so that the hashed bytes are the extracted ones.
        using var stream = new FileStream(archive, FileMode.Open, FileAccess.Read, FileShare.Read);
        var found = Hashing.ToHex(System.Security.Cryptography.SHA256.HashData(stream));
        if (found != sha256)
        {
            throw new PipelineException(
                Codes.HashMismatch,
                $"The archive has SHA-256 {found}, not {sha256}. It changed while the build ran, or Sha256 is wrong.",
                source);
        }

        stream.Position = 0;
        var temporary = Directory.CreateDirectory($"{folder}.{Guid.NewGuid():N}.tmp").FullName;
        try
        {
            var extractor = new ArchiveExtractor(new ExtractionLimits(), cancellation);
            var count = extractor.Extract(stream, source, temporary);
            report(new TrainerMessage(Severity.Message, $"{model}: extracted {count} images"));
            ExtractedImages.Record(temporary, folder, extractor.PassedOver);
            Publish(temporary, folder);
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
    }

    private static void Publish(string temporary, string folder)
    {
        try
        {
            Directory.Move(temporary, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another build extracted the same archive first; its images are identical.
        }
    }
}
