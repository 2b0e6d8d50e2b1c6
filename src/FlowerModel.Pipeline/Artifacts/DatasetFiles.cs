using System.Text.Json;
using System.Text.Json.Serialization;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Artifacts;

/// <summary>The dataset stage's artifact for archives and lists: the path and label of every image. (A plain folder already provides both.)</summary>
/// <param name="Labels">Every class, sorted ordinally.</param>
/// <param name="Images">Labeled images; paths are relative to the extracted folder, or to the list's folder.</param>
/// <param name="PassedOver">The files of an archive that are not used, if some of them may be meant to be used; otherwise null.</param>
public sealed record DatasetFiles(
    IReadOnlyList<string> Labels,
    [property: JsonPropertyName("pictures")] IReadOnlyList<ImageFile> Images,
    IReadOnlyList<PassedOverFiles>? PassedOver = null)
{
    /// <summary>Name of the artifact among the stage's outputs.</summary>
    public const string FileName = "dataset.json";

    /// <summary>Returns the description as JSON.</summary>
    public string ToJson() => CanonicalJson.Document(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is not such a description.</exception>
    public static DatasetFiles FromJson(string json) =>
        JsonSerializer.Deserialize<DatasetFiles>(json, CanonicalJson.Options) ?? throw new InvalidDataException("The dataset description is empty.");
}
