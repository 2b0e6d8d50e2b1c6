using System.Text.Json;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Trainer;

/// <summary>
/// What the trainer is asked to do: <c>dotnet exec FlowerModel.Trainer.dll VERB request.json</c>. It reads nothing else, writes its
/// artifacts into <see cref="OutputDirectory"/> and speaks in lines of JSON (<see cref="TrainerMessage"/>) on standard output.
/// Exit code 0 = every artifact is written; 1 = an error message was given; 2 = canceled.
/// </summary>
public sealed record TrainerRequest
{
    /// <summary>Version of this contract.</summary>
    public const int CurrentFormat = 2;

    /// <summary>The value of <see cref="BaseWeights"/> that names the base in the trainer's own folder.</summary>
    public const string EmbeddedBaseWeights = "embedded";

    /// <summary>Version of the contract the request was written for.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Name of the model, for messages.</summary>
    public required string Model { get; init; }

    /// <summary>The stage's settings, the same record that its key is made of; null for verbs that have no key.</summary>
    public JsonElement? Settings { get; init; }

    /// <summary>Input artifacts: name to full path.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    /// <summary>Full path of the manifest (<see cref="Data.Manifest"/>), for stages that need images.</summary>
    public string? Manifest { get; init; }

    /// <summary>
    /// Full path of the Keras weights file of the base, or <see cref="EmbeddedBaseWeights"/> for the one in the trainer's own folder; null for a stage
    /// that reads none, as every stage does from scratch.
    /// </summary>
    public string? BaseWeights { get; init; }

    /// <summary>Existing empty folder that receives the artifacts.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>Folder of kept features; empty for a stage that needs none.</summary>
    public string FeaturesDirectory { get; init; } = "";

    /// <summary>Folder of extracted archives; empty for a stage that needs none.</summary>
    public string DatasetsDirectory { get; init; } = "";

    /// <summary>Folder of native libraries made fit for this machine.</summary>
    public required string ToolsDirectory { get; init; }

    /// <summary>Folder of libtorch's native libraries.</summary>
    public string LibTorchDirectory { get; init; } = "";

    /// <summary>An archive, list or weights file to fetch or read: full path or URL.</summary>
    public string? Source { get; init; }

    /// <summary>SHA-256 the source must have; null where it is not known yet.</summary>
    public string? SourceSha256 { get; init; }

    /// <summary>Puts a stage's settings into a request.</summary>
    public static JsonElement SettingsOf(StageSettings settings) => JsonSerializer.SerializeToElement(settings, settings.GetType(), CanonicalJson.Options);

    /// <summary>The settings of the stage that the request is for.</summary>
    /// <typeparam name="TSettings">The stage's record.</typeparam>
    /// <exception cref="InvalidDataException">The request has other settings.</exception>
    public TSettings SettingsAs<TSettings>()
        where TSettings : StageSettings =>
        Settings?.Deserialize<TSettings>(CanonicalJson.Options) ?? throw new InvalidDataException($"The request has no {typeof(TSettings).Name}.");

    /// <summary>The request as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CanonicalJson.Readable) + "\n";

    /// <summary>Reads a request.</summary>
    /// <exception cref="InvalidDataException">The text is no request, or one for another version of the contract.</exception>
    public static TrainerRequest FromJson(string json)
    {
        var request = JsonSerializer.Deserialize<TrainerRequest>(json, CanonicalJson.Options);
        if (request?.Format != CurrentFormat)
        {
            throw new InvalidDataException(
                $"The request has format {request?.Format}, this trainer reads format {CurrentFormat}: "
                + "FlowerModel.Sdk and FlowerModel.Trainer have different versions.");
        }

        return request;
    }
}

/// <summary>The trainer's verbs besides those of the stages, which are called like their stages.</summary>
public static class TrainerVerbs
{
    /// <summary>Fetches base weights from a URL into <see cref="WeightsFile"/>, checked against a hash where one is known.</summary>
    public const string FetchWeights = "fetch-weights";

    /// <summary>The file that <see cref="FetchWeights"/> writes.</summary>
    public const string WeightsFile = "weights.h5";
}
