using System.Text.Json.Serialization;

namespace FlowerModel.Pipeline.Data;

/// <summary>
/// The dataset stage's artifact for archives and lists: where the images lie and which label each has. (A plain folder says that itself.)
/// </summary>
/// <param name="Labels">Every class, sorted ordinally.</param>
/// <param name="Images">Labeled images; paths are relative to the extracted folder, or to the list's folder.</param>
public sealed record DatasetFiles(IReadOnlyList<string> Labels, [property: JsonPropertyName("pictures")] IReadOnlyList<ImageFile> Images)
{
    /// <summary>Name of the artifact among the stage's outputs.</summary>
    public const string FileName = "dataset.json";
}
