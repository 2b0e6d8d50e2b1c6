namespace FlowerModel.Build.Tasks.Tooling;

/// <summary>A package that is used from the packages folder and never referenced.</summary>
/// <param name="Id">Package id.</param>
/// <param name="Version">Exact version.</param>
/// <param name="Path">Path inside the package of the file or folder that is used, with forward slashes.</param>
internal sealed record ToolPackage(string Id, string Version, string Path)
{
    /// <summary>Full path of what is used, or null where no folder has the package.</summary>
    /// <param name="packageFolders">The packages folder and the fallback folders.</param>
    public string? Find(IEnumerable<string> packageFolders) => packageFolders
        .Select(folder => System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, Id.ToLowerInvariant(), Version.ToLowerInvariant(), Path)))
        .FirstOrDefault(path => File.Exists(path) || Directory.Exists(path));
}
