namespace FlowerModel.Build.Tasks.Embedding;

/// <summary>
/// The hashes in the generated class. Both change only if the model was trained again, so the class does not change, and the project is not compiled, for
/// any other reason: not with a new validation image, a report or a package in the provenance.
/// </summary>
/// <param name="Model">SHA-256 of the first variant's .tflite file.</param>
/// <param name="TrainingSet">SHA-256 of the training images and their labels.</param>
internal sealed record ModelHashes(string Model, string TrainingSet)
{
    /// <summary>The hashes of a model that is not there yet, so that code that uses the constants compiles.</summary>
    public static ModelHashes None { get; } = new("", "");
}
