using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Pipeline.Variants;

/// <summary>
/// Names of the files and resources of a model's variants. The variant that <c>Quantization</c> names first has the plain name
/// (<c>Flowers.tflite</c>); every other variant has its number format before the extension (<c>Flowers.int8.tflite</c>).
/// </summary>
public static class VariantNames
{
    /// <summary>Returns the file name of a variant's model.</summary>
    public static string FileName(ModelSettings settings, NumberFormat variant) => OfVariant(settings, variant, settings.Name + ".tflite");

    /// <summary>Returns the file name of a variant's model as ONNX.</summary>
    public static string OnnxFileName(ModelSettings settings, NumberFormat variant) => OfVariant(settings, variant, settings.Name + ".onnx");

    /// <summary>Returns the name of the file with the class names, one per line, by output index.</summary>
    public static string LabelsFileName(ModelSettings settings) => settings.Name + ".labels.txt";

    /// <summary>Returns the name of the file with the provenance of all variants.</summary>
    public static string ProvenanceFileName(ModelSettings settings) => settings.Name + ".provenance.json";

    /// <summary>Returns the name of the embedded resource that contains a variant's model.</summary>
    public static string ResourceName(ModelSettings settings, NumberFormat variant) => OfVariant(settings, variant, settings.LogicalName);

    /// <summary>
    /// Returns the name of something that exists once per variant: plain for the first named variant, otherwise with the number format before
    /// the extension.
    /// </summary>
    public static string OfVariant(ModelSettings settings, NumberFormat variant, string name)
    {
        if (variant == settings.Quantization[0]) return name;
        var dot = name.LastIndexOf('.');
        return dot < 0 ? $"{name}.{ChoiceText.Name(variant)}" : $"{name.Substring(0, dot)}.{ChoiceText.Name(variant)}{name.Substring(dot)}";
    }
}
