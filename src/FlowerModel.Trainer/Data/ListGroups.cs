using FlowerModel.Pipeline.Data;

namespace FlowerModel.Trainer.Data;

/// <summary>The groups of a list, to find those whose images are to be in different subsets.</summary>
internal sealed class ListGroups
{
    private readonly Dictionary<string, (Subset Subset, long Line)> subsets = new(StringComparer.Ordinal);

    /// <summary>Adds an image.</summary>
    /// <returns>The contradiction to an earlier image of its group, or null.</returns>
    public string? Add(ImageFile image, long line)
    {
        if (image is not { Group: { } group, Subset: { } subset }) return null;
        if (subsets.TryAdd(group, (subset, line)) || subsets[group].Subset == subset) return null;
        return FormattableString.Invariant(
            $"the images of group '{group}' are for {SubsetName.Of(subset)} here and for {SubsetName.Of(subsets[group].Subset)} in line {subsets[group].Line}. ")
            + "A group must not cross the split: give all its images the same split.";
    }
}
