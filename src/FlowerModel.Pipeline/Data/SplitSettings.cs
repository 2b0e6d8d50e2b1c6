using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Pipeline.Data;

/// <summary>Checks that the settings of the split fit a dataset.</summary>
internal static class SplitSettings
{
    /// <summary>Checks the settings.</summary>
    /// <exception cref="PipelineException">A setting would have no effect, or cannot be followed.</exception>
    public static void Check(ScannedFolders dataset, ModelSettings settings)
    {
        var isChanged = settings.ValidationSplit != ModelSettings.DefaultValidationSplit || settings.Split != SplitRule.Content;
        if (isChanged && dataset.Images.Count > 0 && dataset.Images.All(image => image.Subset is not null))
        {
            throw Error(
                $"FlowerModel '{settings.Name}' has a ValidationSplit or Split, but its dataset names the subset of every image, so there is nothing to split. "
                + "Remove the setting, or the subsets for validation.");
        }

        if (settings.Split == SplitRule.Keras && dataset.Images.Any(image => image.Group is not null))
        {
            throw Error(
                $"FlowerModel '{settings.Name}' has Split=\"keras\", which splits by file name and cannot keep groups together. "
                + "Remove Split, or the column 'group' of the list.");
        }

        PipelineException Error(string text) => new(Codes.IncompatibleSettings, text, dataset.Root.Path);
    }
}
