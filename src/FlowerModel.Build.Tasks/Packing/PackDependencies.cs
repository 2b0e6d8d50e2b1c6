using System.Text.Json.Nodes;

namespace FlowerModel.Build.Tasks.Packing;

/// <summary>
/// Rewrites NuGet's assets file for the pack target, which takes a package's dependencies from it. A library that references FlowerModel.Sdk
/// needs it only while it is built; users of the library need only the runtime.
/// </summary>
internal static class PackDependencies
{
    private const string Sdk = "FlowerModel.Sdk";
    private const string Runtime = "FlowerModel.Runtime";

    /// <summary>Returns the assets file with the runtime in place of the SDK, whether or not the reference has <c>PrivateAssets="all"</c>.</summary>
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
