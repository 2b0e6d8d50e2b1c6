namespace FlowerModel.Pipeline.Settings;

/// <summary>What a model must answer for one image: a <c>&lt;FlowerModelExpect/&gt;</c> item, read by <see cref="ExpectationParser"/>.</summary>
public sealed class Expectation
{
    /// <summary>Full path of the image.</summary>
    public required string Image { get; init; }

    /// <summary>Name of the model; null for the only model of the project.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// The label that must be the answer; null if <see cref="Known"/> is false. (Its metadatum cannot be called Label: MSBuild ignores an item's attribute of
    /// that name.)
    /// </summary>
    public string? Answer { get; init; }

    /// <summary>The lowest score that the answer may have, 0 to 1; default 0.</summary>
    public double MinScore { get; init; }

    /// <summary>True if the answer must be known, false if it must be unknown; null (default) if both are accepted.</summary>
    public bool? Known { get; init; }
}
