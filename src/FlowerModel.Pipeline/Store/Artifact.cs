namespace FlowerModel.Pipeline.Store;

/// <summary>One file that a stage made.</summary>
/// <param name="Name">Its name, the same whatever the key: <c>model.tflite</c>.</param>
/// <param name="Sha256">Hash of its bytes, which is also its place in the store.</param>
/// <param name="Size">Size in bytes.</param>
public sealed record Artifact(string Name, string Sha256, long Size);
