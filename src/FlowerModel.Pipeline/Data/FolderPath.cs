using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Data;

/// <summary>
/// A folder of a dataset and the folders that contain it. Links to folders are followed, except to a folder that contains the link: this would never end.
/// </summary>
internal sealed class FolderPath
{
    private readonly FolderPath? parent;
    private readonly bool isBelowLink;
    private FolderIdentity? identity;

    private FolderPath(string path, FolderPath? parent, bool isBelowLink) => (Path, this.parent, this.isBelowLink) = (path, parent, isBelowLink);

    /// <summary>Full path, through the links.</summary>
    public string Path { get; }

    /// <summary>The folder's name.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Returns the path of a dataset folder.</summary>
    /// <param name="path">Full path.</param>
    public static FolderPath Of(string path) => new(path, null, isBelowLink: false);

    /// <summary>Returns the path of a folder in this one; null if it must not be entered.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isLink">True if it is a link.</param>
    public FolderPath? Enter(string name, bool isLink)
    {
        var child = new FolderPath(System.IO.Path.Combine(Path, name), this, isBelowLink || isLink);
        // Without a link on the way, a folder cannot contain itself.
        return child.isBelowLink && child.IsCircular() ? null : child;
    }

    // Where folders cannot be identified, no link is followed.
    private bool IsCircular()
    {
        if (Identity() is not { } own) return true;
        var top = this;
        for (var folder = parent; folder is not null; folder = folder.parent)
        {
            if (folder.Identity() is not { } other || other == own) return true;
            top = folder;
        }

        for (var above = System.IO.Path.GetDirectoryName(top.Path); above is not null; above = System.IO.Path.GetDirectoryName(above))
        {
            if (FolderIdentity.TryRead(above) == own) return true;
        }

        return false;
    }

    private FolderIdentity? Identity() => identity ??= FolderIdentity.TryRead(Path);
}
