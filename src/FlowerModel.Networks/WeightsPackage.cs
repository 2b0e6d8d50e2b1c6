namespace FlowerModel.Networks;

/// <summary>A NuGet package with weights in ONNX format. It is downloaded only for models that use them.</summary>
/// <param name="Id">Package ID.</param>
/// <param name="Version">Exact version.</param>
/// <param name="NetworkPath">Path of the network inside the package, with forward slashes.</param>
/// <param name="NetworkSha256">SHA-256 of that file in lowercase hexadecimal digits, so that keys can be computed without the package.</param>
/// <param name="PreparationPath">Path of the graph that prepares images for the network, relative to the network's file.</param>
/// <param name="PreparationSha256">SHA-256 of that file.</param>
public sealed record WeightsPackage(
    string Id, string Version, string NetworkPath, string NetworkSha256, string PreparationPath, string PreparationSha256);
