namespace FlowerModel.Build.Tasks;

/// <summary>
/// Links to the documentation of codes: <c>docs/diagnostics.md</c>, which is in the package, so that the links work without network and belong to the version
/// that reported the code.
/// </summary>
internal static class HelpLink
{
    private const string Document = "docs/diagnostics.md";

    private static readonly Lazy<string?> Address = new(Find);

    /// <summary>Returns the link to the row of a code; null if the documentation is not there.</summary>
    public static string? Of(string code) => Address.Value is { } address ? $"{address}#{code.ToLowerInvariant()}" : null;

    // The package has the assembly in tasks/VERSION/ or a folder below it; the repository in the output folder of a project.
    private static string? Find()
    {
        for (var folder = Path.GetDirectoryName(typeof(HelpLink).Assembly.Location); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var file = Path.Combine(folder, Document);
            if (File.Exists(file)) return new Uri(file).AbsoluteUri;
        }

        return null;
    }
}
