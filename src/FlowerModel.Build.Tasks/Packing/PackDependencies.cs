using System.Text.Json.Nodes;

namespace FlowerModel.Build.Tasks.Packing;

/// <summary>
/// Rewrites NuGet's assets file for the pack target, which takes a package's dependencies from it. A library that references FlowerModel.Sdk
/// needs it while it is built; those who use the library need the runtime only.
/// </summary>
internal static class PackDependencies
{
    private const string Sdk = "FlowerModel.Sdk";
    private const string Runtime = "FlowerModel.Runtime";

    /// <summary>The assets file with the runtime in the SDK's place, whether or not the reference says <c>PrivateAssets="all"</c>.</summary>
    /// <param name="assets">Text of <c>project.assets.json</c>.</param>
    public static string Rewrite(string assets)
    {
        var root = JsonNode.Parse(assets)!;
        if (root["project"]?["frameworks"] is not JsonObject frameworks) return assets;
        foreach (var framework in frameworks)
        {
            if (framework.Value?["dependencies"] is not JsonObject dependencies || dependencies[Sdk] is not JsonObject sdk) continue;
            dependencies.Remove(Sdk);
            if (dependencies.ContainsKey(Runtime)) continue;
            dependencies[Runtime] = new JsonObject { ["target"] = "Package", ["version"] = sdk["version"]?.GetValue<string>() };
        }

        return root.ToJsonString();
    }
}
