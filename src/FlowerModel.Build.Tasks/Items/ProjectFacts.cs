using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks.Items;

/// <summary>
/// What the tasks need to know about the project and its environment. The targets collect it in the metadata of one item
/// (<c>_FlowerModelContext</c>) instead of passing twenty parameters to every task.
/// </summary>
/// <param name="context">The item; its name is the project file's full path.</param>
internal sealed class ProjectFacts(ITaskItem context)
{
    /// <summary>Full path of the project file.</summary>
    public string ProjectFile => context.ItemSpec;

    /// <summary>Full path of the project's folder.</summary>
    public string ProjectDirectory => Path.GetDirectoryName(context.ItemSpec)!;

    /// <summary>The project's root namespace in MSBuild.</summary>
    public string RootNamespace => Text("RootNamespace");

    /// <summary>The project's language: <c>C#</c>, <c>VB</c>, <c>F#</c>.</summary>
    public string Language => Text("Language");

    /// <summary>True for Visual Basic.</summary>
    public bool IsVisualBasic => Language == "VB";

    /// <summary>True if classes are generated for the project's language.</summary>
    public bool HasClass => Language is "C#" or "VB";

    /// <summary>True if generated classes are visible without a using directive, which needs C# 10.</summary>
    public bool GlobalUsing =>
        !string.Equals(Text("GlobalUsing"), "false", StringComparison.OrdinalIgnoreCase) && LanguageVersion.Supports(Text("LangVersion"), 10);

    /// <summary>True if the compiler knows nullable reference types (C# 8).</summary>
    public bool Nullable => LanguageVersion.Supports(Text("LangVersion"), 8);

    /// <summary>Full path of the folder that contains one sub-folder per model.</summary>
    public string StateRoot => Text("StateRoot");

    /// <summary>Full path of the cache; null for the default.</summary>
    public string? CacheDirectory => Optional("CacheDirectory");

    /// <summary>Size limit of the cache, for example <c>20GB</c>; null for the default.</summary>
    public string? CacheMaxSize => Optional("CacheMaxSize");

    /// <summary>Age limit of the cache in days; null for the default.</summary>
    public string? CacheMaxAge => Optional("CacheMaxAge");

    /// <summary>URL of the official base weights; null for the default.</summary>
    public string? WeightsUrl => Optional("WeightsUrl");

    /// <summary>URL of the remote cache; null if there is none.</summary>
    public string? RemoteCache => Optional("RemoteCache");

    /// <summary>True if results are uploaded to the remote cache.</summary>
    public bool RemoteCacheWrite => string.Equals(Text("RemoteCacheWrite"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>True if the remote cache may be used over plain http.</summary>
    public bool RemoteCacheAllowHttp => string.Equals(Text("RemoteCacheAllowHttp"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Value of <c>FlowerModelMode</c>.</summary>
    public string Mode => Text("Mode");

    /// <summary>Which machine of several computes which features; null if that is not set.</summary>
    public string? Shard => Optional("Shard");

    /// <summary>URL of the service that computes features; null if there is none.</summary>
    public string? RemoteExecution => Optional("RemoteExecution");

    /// <summary>Which part of the service is used; empty for the default one.</summary>
    public string RemoteExecutionInstance => Text("RemoteExecutionInstance");

    /// <summary>Properties that workers must have: <c>NAME=VALUE</c>, separated by semicolons.</summary>
    public string RemoteExecutionPlatform => Text("RemoteExecutionPlatform");

    /// <summary>The time that a command may take in seconds; null for the default.</summary>
    public string? RemoteExecutionTimeout => Optional("RemoteExecutionTimeout");

    /// <summary>Number of commands at the same time; null for the default.</summary>
    public string? RemoteExecutionCommands => Optional("RemoteExecutionCommands");

    /// <summary>Full path of the <c>dotnet</c> program on the workers; null for the default.</summary>
    public string? RemoteExecutionDotNet => Optional("RemoteExecutionDotNet");

    /// <summary>True if the service may be used without encryption.</summary>
    public bool RemoteExecutionAllowPlain => string.Equals(Text("RemoteExecutionAllowPlain"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>True if every stage is run again and compared with its stored result.</summary>
    public bool Verify => string.Equals(Text("Verify"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>True if the model is accepted as the new baseline of its answers.</summary>
    public bool UpdatesBaseline => string.Equals(Text("UpdateBaseline"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The <c>dotnet</c> executable.</summary>
    public string DotNetHost => Optional("DotNetHost") ?? "dotnet";

    /// <summary>Full path of a trainer outside a package; null to use the trainer from the package.</summary>
    public string? TrainerAssembly => Optional("TrainerAssembly");

    /// <summary>Version of the trainer's package.</summary>
    public string TrainerVersion => Text("TrainerVersion");

    /// <summary>Full paths of the packages folder and the fallback folders, in this order.</summary>
    public IReadOnlyList<string> PackageFolders =>
        [.. Text("PackageFolders").Split(';').Select(folder => folder.Trim()).Where(folder => folder.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>The consumer's own restore properties by name, without empty ones.</summary>
    public IReadOnlyDictionary<string, string> RestoreProperties => RestorePropertyNames
        .Select(name => (name, value: Text(name)))
        .Where(pair => pair.value.Length > 0)
        .ToDictionary(pair => pair.name, pair => pair.value, StringComparer.Ordinal);

    // NuGet's restore properties that a project can set.
    private static string[] RestorePropertyNames =>
    [
        "RestoreConfigFile", "RestoreSources", "RestoreAdditionalProjectSources", "RestoreFallbackFolders", "RestoreAdditionalProjectFallbackFolders",
        "RestoreIgnoreFailedSources",
    ];

    private string Text(string name) => context.GetMetadata(name).Trim();

    private string? Optional(string name) => Text(name) is { Length: > 0 } value ? value : null;
}
