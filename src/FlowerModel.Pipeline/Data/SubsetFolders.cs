namespace FlowerModel.Pipeline.Data;

/// <summary>A folder with the class folders of one subset.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Subset">Its subset.</param>
internal sealed record SubsetFolder(FolderPath Folder, Subset Subset);

/// <summary>
/// Recognizes a dataset that is already divided into subsets: all its sub-folders have names of subsets (<see cref="SubsetName"/>), one of them is for
/// training, and what is for training contains sub-folders (the classes) and no images of its own.
/// </summary>
internal static class SubsetFolders
{
    /// <summary>Returns the folders of the subsets; an empty list if the sub-folders of the dataset are its classes.</summary>
    /// <param name="subFolders">The dataset's sub-folders, from <see cref="FolderScanner.SubFolders"/>.</param>
    public static List<SubsetFolder> Of(List<FolderPath> subFolders)
    {
        var folders = new List<SubsetFolder>();
        foreach (var folder in subFolders)
        {
            if (SubsetName.Parse(folder.Name) is not { } subset) return [];
            folders.Add(new SubsetFolder(folder, subset));
        }

        var isDivided = false;
        foreach (var folder in folders)
        {
            if (folder.Subset != Subset.Train) continue;
            if (HasImages(folder.Folder.Path) || FolderScanner.SubFolders(folder.Folder).Count == 0) return [];
            isDivided = true;
        }

        return isDivided ? folders : [];
    }

    /// <summary>Returns true if there are images directly in a folder, which have no class.</summary>
    /// <param name="folder">Full path.</param>
    public static bool HasImages(string folder)
    {
        using var entries = FolderReader.Open(folder);
        while (entries.Read())
        {
            if (entries.IsImageIn(folder)) return true;
        }

        return false;
    }
}
