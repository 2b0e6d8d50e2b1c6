namespace FlowerModel.Pipeline.Store;

/// <summary>One file that a stage wrote.</summary>
/// <param name="Name">Its name, which does not depend on the key, for example <c>model.tflite</c>.</param>
/// <param name="Sha256">Hash of its bytes, which also identifies it in the store.</param>
/// <param name="Size">Size in bytes.</param>
public sealed record Artifact(string Name, string Sha256, long Size);
