using System.Text.Json.Serialization;

namespace FlowerWeb.Hosting;

/// <summary>Serves the .tflite files of a folder: the list as <c>/models</c>, each file as <c>/models/NAME.tflite</c>.</summary>
internal static class Models
{
    private const string Pattern = "*.tflite";

    public static void MapModels(this WebApplication app, string folder)
    {
        var root = new DirectoryInfo(folder);
        app.MapGet("/models", () => TypedResults.Json(
            root.EnumerateFiles(Pattern).OrderBy(file => Path.GetFileNameWithoutExtension(file.Name), StringComparer.Ordinal)
                .Select(file => new ModelEntry(Path.GetFileNameWithoutExtension(file.Name), $"models/{Uri.EscapeDataString(file.Name)}", file.Length))
                .ToArray(),
            ModelEntries.Default.ModelEntryArray));

        // Only names in the list are served, so that paths in requests never reach the file system.
        app.MapGet("/models/{name}", IResult (string name) => root.EnumerateFiles(Pattern).FirstOrDefault(file => file.Name == name) is { } model
            ? TypedResults.PhysicalFile(model.FullName, "application/octet-stream", lastModified: model.LastWriteTimeUtc)
            : TypedResults.NotFound());
    }
}

/// <summary>A model that the page can load.</summary>
/// <param name="Name">The file name without its extension.</param>
/// <param name="Url">The URL, relative to the page.</param>
/// <param name="Size">The size of the file, in bytes.</param>
internal sealed record ModelEntry(string Name, string Url, long Size);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelEntry[]))]
internal sealed partial class ModelEntries : JsonSerializerContext;
