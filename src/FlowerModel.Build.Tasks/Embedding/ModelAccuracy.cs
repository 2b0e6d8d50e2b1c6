using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Build.Tasks.Embedding;

/// <summary>The measured accuracy of the first variant, for the generated class.</summary>
/// <param name="Validation">Fraction of the validation images that the model classifies correctly, 0 to 1.</param>
/// <param name="Test">Fraction of the test images that the model classifies correctly, 0 to 1.</param>
internal sealed record ModelAccuracy(double Validation, double Test)
{
    /// <summary>
    /// Reads the figures that the evaluation wrote. Null if there are none yet, or if the dataset has no test images: then the class does not change with
    /// every new validation image.
    /// </summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="folder">Full path of the model's folder.</param>
    /// <exception cref="InvalidDataException">The table of variants is damaged.</exception>
    public static ModelAccuracy? TryRead(ModelSettings settings, string folder)
    {
        var path = Path.Combine(folder, VariantTable.JsonFileName);
        if (!File.Exists(path)) return null;
        return VariantTable.FromJson(File.ReadAllText(path)).Find(settings.Quantization[0]) is { TestAccuracy: { } test } row
            ? new ModelAccuracy(row.Accuracy, test)
            : null;
    }
}
