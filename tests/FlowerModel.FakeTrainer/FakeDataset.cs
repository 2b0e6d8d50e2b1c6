using System.IO.Compression;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.FakeTrainer;

/// <summary>Reads simple lists (no quotes; columns <c>path,label</c>, then <c>split</c> and <c>group</c>, which can be missing) and zip archives.</summary>
internal static class FakeDataset
{
    /// <summary>Returns the images of a dataset.</summary>
    public static DatasetFiles Of(TrainerRequest request)
    {
        var images = request.SettingsAs<DatasetSettings>().Kind == DatasetKind.List
            ? [.. File.ReadLines(request.Source!).Skip(1).Select(ReadLine)]
            : Extract(request);
        return new DatasetFiles([.. images.Select(image => image.Label).Distinct().Order(StringComparer.Ordinal)], images);
    }

    private static ImageFile ReadLine(string line)
    {
        var cells = line.Split(',');
        return new ImageFile(
            cells[1], cells[0], cells.Length > 2 ? SubsetName.Parse(cells[2]) : null, cells.Length > 3 && cells[3].Length > 0 ? cells[3] : null);
    }

    private static IReadOnlyList<ImageFile> Extract(TrainerRequest request)
    {
        var folder = Path.Combine(request.DatasetsDirectory, request.SourceSha256!);
        ZipFile.ExtractToDirectory(request.Source!, folder, overwriteFiles: true);
        ExtractedImages.Record(folder, folder, []);
        return ScannedFolders.Scan([folder]).Images;
    }
}
