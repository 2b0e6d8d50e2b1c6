namespace FlowerModel.Pipeline.Store;

/// <summary>A package that took part in a stage.</summary>
/// <param name="Name">Its name, for example <c>FlowerModel.Trainer</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="ContentHash">
/// NuGet's hash of its content as in lock files, <c>sha512-</c> and base64 digits; null if the trainer's file of dependencies has none.
/// </param>
public sealed record UsedPackage(string Name, string Version, string? ContentHash);
