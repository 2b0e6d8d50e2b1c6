namespace FlowerModel.Pipeline.Data;

/// <summary>How a dataset is given.</summary>
public enum DatasetKind
{
    /// <summary>A folder with one sub-folder per class, read as it is.</summary>
    Folder,

    /// <summary>An archive of such a folder.</summary>
    Archive,

    /// <summary>A CSV list of paths and labels.</summary>
    List,
}
