namespace FlowerModel.Pipeline.Data;

/// <summary>
/// The dataset stage's artefact for archives and lists: where the pictures lie and which label each has. (A plain folder says that itself.)
/// </summary>
/// <param name="Labels">Every class, sorted ordinally.</param>
/// <param name="Pictures">Labelled pictures; paths are relative to the extracted folder, or to the list's folder.</param>
public sealed record DatasetFiles(IReadOnlyList<string> Labels, IReadOnlyList<PictureFile> Pictures)
{
    /// <summary>Name of the artefact among the stage's outputs.</summary>
    public const string FileName = "dataset.json";
}
