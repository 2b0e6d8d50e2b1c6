namespace FlowerModel.Build.Tasks.Tooling;

/// <summary>A package that is used from the packages folder but never referenced.</summary>
/// <param name="Id">Package id.</param>
/// <param name="Version">Exact version.</param>
/// <param name="Path">Path, inside the package, of the file or folder to use, with forward slashes.</param>
internal sealed record ToolPackage(string Id, string Version, string Path)
{
    /// <summary>Returns the full path of the file or folder to use, or null if no packages folder contains it.</summary>
    /// <param name="packageFolders">The packages folder and the fallback folders.</param>
    public string? Find(IEnumerable<string> packageFolders) => packageFolders
        .Select(folder => System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, Id.ToLowerInvariant(), Version.ToLowerInvariant(), Path)))
        .FirstOrDefault(path => File.Exists(path) || Directory.Exists(path));
}
