using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Distiller.Procedural.Cutouts;

/// <summary>The cutouts of a run.</summary>
/// <param name="Paths">Full paths of the files.</param>
/// <param name="Key">Identifies their content; empty if there are none.</param>
internal sealed record CutoutFiles(IReadOnlyList<string> Paths, string Key)
{
    /// <summary>No cutouts.</summary>
    public static CutoutFiles None { get; } = new([], "");

    /// <summary>Finds the cutouts in folders at any depth, in ordinal order of their paths below the folder, each content once.</summary>
    /// <param name="folders">The folders.</param>
    /// <exception cref="PipelineException">A folder does not exist.</exception>
    public static CutoutFiles Find(IEnumerable<string> folders)
    {
        string[] files = [.. folders.SelectMany(FilesOf)];
        var found = files.AsParallel().AsOrdered().Where(file => Cutout.Read(file) is not null)
            .Select(file => (Path: file, Hash: Hashing.OfFile(file))).ToArray().DistinctBy(file => file.Hash).ToArray();
        return found.Length == 0 ? None : new([.. found.Select(file => file.Path)], $" {Hashing.OfText(string.Join('\n', found.Select(file => file.Hash)))}");
    }

    /// <summary>Reads a cutout.</summary>
    /// <param name="index">Its index.</param>
    public Cutout Load(int index) => Cutout.Read(Paths[index]) ?? throw new IOException($"{Paths[index]} changed while it was in use.");

    private static string[] FilesOf(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).OrderBy(file => Path.GetRelativePath(folder, file), StringComparer.Ordinal)]
        : throw new PipelineException(Codes.DatasetNotFound, "The folder of cutouts does not exist.", folder);
}
