namespace FlowerModel.Pipeline.Running;

/// <summary>What a build does about the stages of a model.</summary>
public enum RunPolicy
{
    /// <summary>Runs the stages whose results are not in the store.</summary>
    Build,

    /// <summary>Runs nothing: a stage that would have to run is an error (MSBuild's <c>-question</c>).</summary>
    Question,

    /// <summary>
    /// Reads the dataset, but otherwise runs nothing: a stage whose result is in no cache is an error (<c>FlowerModelMode=CacheOnly</c>).
    /// </summary>
    CacheOnly,

    /// <summary>
    /// Runs every stage. Where the store has a result, the new bytes are compared with it and discarded; otherwise they are stored as in a build
    /// (<c>FlowerModelVerify</c>).
    /// </summary>
    Verify,
}
