using System.Text;
using System.Text.Json;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Trainer;

/// <summary>
/// A request to the trainer: <c>dotnet exec FlowerModel.Trainer.dll VERB request.json</c>, or a <see cref="TrainerOrder"/>. The trainer gets no other input, writes its
/// artifacts to <see cref="OutputDirectory"/>, and writes messages as lines of JSON (<see cref="TrainerMessage"/>) to standard output. Exit
/// codes: 0 = every artifact was written; 1 = an error was reported; 2 = canceled.
/// </summary>
public sealed record TrainerRequest
{
    /// <summary>Version of this contract.</summary>
    public const int CurrentFormat = 6;

    /// <summary>Name of the request's file in the work folder.</summary>
    public const string FileName = "request.json";

    /// <summary>Version of the contract for which the request was written.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Name of the model, for messages.</summary>
    public required string Model { get; init; }

    /// <summary>The stage's settings, the same record from which its key is created; null for verbs that have no key.</summary>
    public JsonElement? Settings { get; init; }

    /// <summary>Full paths of the input artifacts, by name.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    /// <summary>SHA-256 of each of <see cref="Inputs"/>, by name. The trainer checks them before it reads the files (<see cref="RequestInputs"/>).</summary>
    public IReadOnlyDictionary<string, string> InputHashes { get; init; } = new Dictionary<string, string>();

    /// <summary>Full path of the manifest (<see cref="Data.Manifest"/>), for stages that need images.</summary>
    public string? Manifest { get; init; }

    /// <summary>SHA-256 of <see cref="Manifest"/>, which the trainer checks like those of <see cref="Inputs"/>; null without a manifest.</summary>
    public string? ManifestSha256 { get; init; }

    /// <summary>
    /// Full path of the Keras weights file of the base, or <see cref="EmbeddedBase.Name"/> for the one in the trainer's own folder; null for a
    /// stage that reads none, which is every stage when training from scratch.
    /// </summary>
    public string? BaseWeights { get; init; }

    /// <summary>Existing empty folder that receives the artifacts.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>Folder of stored features; empty for a stage that needs none.</summary>
    public string FeaturesDirectory { get; init; } = "";

    /// <summary>Images outside the dataset to classify: full paths and SHA-256.</summary>
    public IReadOnlyDictionary<string, string> Images { get; init; } = new Dictionary<string, string>();

    /// <summary>True to pack the stored features of all images into one more artifact (<see cref="Artifacts.FeatureIndex.PackName"/>).</summary>
    public bool PacksFeatures { get; init; }

    /// <summary>
    /// Packed features of other machines: full paths and SHA-256. The trainer takes what it needs from them and ignores a file with other bytes.
    /// </summary>
    public IReadOnlyDictionary<string, string> PackedFeatures { get; init; } = new Dictionary<string, string>();

    /// <summary>A service that computes missing features; null to compute them on this machine.</summary>
    public RemoteExecutionOptions? RemoteExecution { get; init; }

    /// <summary>Folder of the answers of models in earlier evaluations; empty for a stage that needs none.</summary>
    public string AnswersDirectory { get; init; } = "";

    /// <summary>Folder of what earlier reports showed of images; empty for a stage that needs none.</summary>
    public string PreviewsDirectory { get; init; } = "";

    /// <summary>
    /// Full path of the file that receives the state of a training after each epoch and from which an interrupted training continues; empty: none.
    /// </summary>
    public string Checkpoint { get; init; } = "";

    /// <summary>
    /// Full path, without extension, of the files with the weights and answers of each epoch of a training on the same training images; empty: none.
    /// </summary>
    public string Epochs { get; init; } = "";

    /// <summary>Folder of extracted archives; empty for a stage that needs none.</summary>
    public string DatasetsDirectory { get; init; } = "";

    /// <summary>An archive, list or weights file to fetch or read: full path or URL.</summary>
    public string? Source { get; init; }

    /// <summary>Expected SHA-256 of the source; null if it is not known yet.</summary>
    public string? SourceSha256 { get; init; }

    /// <summary>Converts a stage's settings to JSON for a request.</summary>
    public static JsonElement SettingsOf(StageSettings settings) => JsonSerializer.SerializeToElement(settings, settings.GetType(), CanonicalJson.Options);

    /// <summary>Returns the settings of the stage that the request is for.</summary>
    /// <typeparam name="TSettings">The stage's record.</typeparam>
    /// <exception cref="InvalidDataException">The request has other settings.</exception>
    public TSettings SettingsAs<TSettings>()
        where TSettings : StageSettings =>
        Settings?.Deserialize<TSettings>(CanonicalJson.Options) ?? throw new InvalidDataException($"The request has no {typeof(TSettings).Name}.");

    /// <summary>Returns the request as JSON.</summary>
    public string ToJson() => CanonicalJson.Document(this);

    /// <summary>Reads a request.</summary>
    /// <exception cref="InvalidDataException">The text is not a request, or is for another version of the contract.</exception>
    public static TrainerRequest FromJson(string json)
    {
        var request = JsonSerializer.Deserialize<TrainerRequest>(json, CanonicalJson.Options);
        if (request?.Format != CurrentFormat)
        {
            throw new InvalidDataException(
                $"The request has format {request?.Format}, but this trainer reads format {CurrentFormat}: "
                + "FlowerModel.Sdk and FlowerModel.Trainer have different versions.");
        }

        return request;
    }

    // The generated text of all members would take kilobytes of a package that has to stay small.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(Model);
        return true;
    }
}

/// <summary>The trainer's verbs other than those of the stages, which have the names of their stages.</summary>
public static class TrainerVerbs
{
    /// <summary>Downloads base weights from a URL to <see cref="WeightsFile"/> and checks them against a hash if it is known.</summary>
    public const string FetchWeights = "fetch-weights";

    /// <summary>The file that <see cref="FetchWeights"/> writes.</summary>
    public const string WeightsFile = "weights.h5";
}
