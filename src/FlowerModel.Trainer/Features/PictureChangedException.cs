namespace FlowerModel.Trainer.Features;

/// <summary>A picture is not (or no longer) what the dataset's manifest says: it was changed or removed while the build ran.</summary>
public sealed class PictureChangedException : Exception
{
    /// <summary>Creates the exception for a picture.</summary>
    public PictureChangedException(string path, string reason, Exception? inner = null)
        : base($"{path}: {reason}; build again when nothing writes to the dataset", inner) => Path = path;

    /// <summary>The picture.</summary>
    public string Path { get; }
}
