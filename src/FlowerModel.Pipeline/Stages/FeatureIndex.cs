using System.Text.Json;
using System.Text.Json.Serialization;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Stages;

/// <summary>An image that cannot be used.</summary>
/// <param name="Sha256">Hash of its bytes.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record SkippedImage(string Sha256, string Reason);

/// <summary>The features stage's artifact: which images went through which base. The features themselves are kept apart and can be made again.</summary>
/// <param name="Settings">What the features were made with.</param>
/// <param name="Images">Hashes of the usable images, sorted.</param>
/// <param name="Skipped">Images that cannot be read, sorted by hash.</param>
public sealed record FeatureIndex(FeatureSettings Settings, [property: JsonPropertyName("pictures")] IReadOnlyList<string> Images, IReadOnlyList<SkippedImage> Skipped)
{
    /// <summary>Name of the artifact among the stage's outputs.</summary>
    public const string FileName = "features.json";

    /// <summary>
    /// Hash of which images are usable: all that stages which train on kept features depend on beyond their own settings and the dataset.
    /// (The index as a whole also says for which fine-tuning activations were kept, which is no concern of the head.)
    /// </summary>
    public string UsableHash() => Hashing.OfText(string.Join("\n", Images));

    /// <summary>The index as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CanonicalJson.Readable) + "\n";

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is no index.</exception>
    public static FeatureIndex FromJson(string json) =>
        JsonSerializer.Deserialize<FeatureIndex>(json, CanonicalJson.Options) ?? throw new InvalidDataException("An empty feature index.");
}
