namespace FlowerModel.Pipeline.Data;

/// <summary>The names that datasets use for their subsets, as folders and in lists.</summary>
public static class SubsetName
{
    /// <summary>All names, for messages.</summary>
    public const string Known = "train, training, val, valid, validation, test, testing";

    /// <summary>Returns the subset of a name, in any case; null if it is not the name of a subset.</summary>
    public static Subset? Parse(string name) => name.ToLowerInvariant() switch
    {
        "train" or "training" => Subset.Train,
        "val" or "valid" or "validation" => Subset.Validation,
        "test" or "testing" => Subset.Test,
        _ => null,
    };

    /// <summary>Returns what the images of a subset are for, as a noun.</summary>
    public static string Of(Subset subset) => subset switch
    {
        Subset.Train => "training",
        Subset.Validation => "validation",
        _ => "test",
    };
}
