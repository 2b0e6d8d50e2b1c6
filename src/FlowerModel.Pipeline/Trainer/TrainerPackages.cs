using System.Text.Json;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Trainer;

/// <summary>The packages that a trainer consists of, from the file of dependencies (<c>.deps.json</c>) beside its assembly.</summary>
public static class TrainerPackages
{
    /// <summary>Returns the trainer and the packages that it uses, sorted by name; none if the file is missing or cannot be read.</summary>
    /// <param name="assembly">Full path of the trainer's assembly.</param>
    public static IReadOnlyList<UsedPackage> Of(string assembly)
    {
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(assembly, ".deps.json")));
            var trainer = Path.GetFileNameWithoutExtension(assembly);
            return
            [
                .. file.RootElement.GetProperty("libraries").EnumerateObject()
                    .Select(library => (Package: Read(library), Type: library.Value.GetProperty("type").GetString()))
                    .Where(library => library.Type == "package" || library.Package.Name == trainer)
                    .Select(library => library.Package)
                    .OrderBy(package => package.Name, StringComparer.Ordinal),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
    }

    // A library's name in the file is NAME/VERSION. Projects have an empty hash.
    private static UsedPackage Read(JsonProperty library)
    {
        var parts = library.Name.Split('/');
        var hash = library.Value.TryGetProperty("sha512", out var sha512) ? sha512.GetString() : null;
        return new UsedPackage(parts[0], parts.Length > 1 ? parts[1] : "", string.IsNullOrEmpty(hash) ? null : hash);
    }
}
