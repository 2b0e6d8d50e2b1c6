namespace FlowerModel.Pipeline.Settings;

/// <summary>What a model must answer for one image: a <c>&lt;FlowerModelExpect/&gt;</c> item, read by <see cref="ExpectationParser"/>.</summary>
/// <param name="Image">Full path of the image.</param>
/// <param name="Model">Name of the model; null for the only model of the project.</param>
/// <param name="Label">The label that must be the answer; null if <paramref name="Known"/> is false.</param>
/// <param name="MinScore">The lowest score that the label may have, 0 to 1.</param>
/// <param name="Known">True if the answer must be known, false if it must be unknown; null if both are accepted.</param>
public sealed record Expectation(string Image, string? Model, string? Label, double MinScore, bool? Known);
