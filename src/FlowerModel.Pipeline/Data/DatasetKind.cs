namespace FlowerModel.Pipeline.Data;

/// <summary>The form of a dataset.</summary>
public enum DatasetKind
{
    /// <summary>A folder with one sub-folder per class, or one per subset, or several such folders; read directly.</summary>
    Folder,

    /// <summary>An archive of such a folder.</summary>
    Archive,

    /// <summary>A CSV list of paths and labels.</summary>
    List,
}
