using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Build.Tasks.Items;

/// <summary>The values of <c>FlowerModelMode</c>.</summary>
internal enum BuildMode
{
    /// <summary>Takes results from the cache, and runs the stages that are missing.</summary>
    Auto,

    /// <summary>Takes results from the cache; a missing one is an error.</summary>
    CacheOnly,

    /// <summary>Builds the program without its models.</summary>
    Skip,
}

/// <summary>Reads <c>FlowerModelMode</c>.</summary>
internal static class BuildModes
{
    /// <summary>Returns the mode with that name, in any letter case; <see cref="BuildMode.Auto"/> for every other text, which is an error.</summary>
    public static BuildMode Parse(string text) => TryParse(text) ?? BuildMode.Auto;

    /// <summary>Returns the error of an invalid mode, or the message that models are skipped; otherwise null.</summary>
    public static Diagnostic? Check(ProjectFacts project) => TryParse(project.Mode) switch
    {
        null => Diagnostic.Error(
            Codes.InvalidValue,
            $"FlowerModelMode=\"{project.Mode}\" is not a mode. Use {string.Join(", ", Enum.GetNames(typeof(BuildMode)))}.",
            project.ProjectFile),
        BuildMode.Skip => new Diagnostic(
            Severity.Message, Codes.ModelsSkipped, "FlowerModelMode=Skip: the program is built without its models and cannot classify images."),
        _ => null,
    };

    // Enum.TryParse accepts numbers, too.
    private static BuildMode? TryParse(string text)
    {
        if (text.Length == 0) return BuildMode.Auto;
        foreach (BuildMode mode in Enum.GetValues(typeof(BuildMode)))
        {
            if (string.Equals(mode.ToString(), text, StringComparison.OrdinalIgnoreCase)) return mode;
        }

        return null;
    }
}
