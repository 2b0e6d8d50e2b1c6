using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Build.Tasks.Items;

/// <summary>Paths of one model's files below the project's intermediate folder.</summary>
/// <param name="stateRoot">Full path of the folder that contains one sub-folder per model.</param>
/// <param name="settings">The model's settings.</param>
/// <param name="language">The project's language, which decides the extension of the generated class.</param>
internal sealed class ModelFiles(string stateRoot, ModelSettings settings, string language = "C#")
{
    /// <summary>The model's folder.</summary>
    public string Directory => Path.Combine(stateRoot, settings.Name);

    /// <summary>Returns the path of a variant's .tflite file.</summary>
    public string Model(NumberFormat variant) => Path.Combine(Directory, VariantNames.FileName(settings, variant));

    /// <summary>Returns the path of a variant's .onnx file.</summary>
    public string Onnx(NumberFormat variant) => Path.Combine(Directory, VariantNames.OnnxFileName(settings, variant));

    /// <summary>The labels file: class names, one per line.</summary>
    public string Labels => Path.Combine(Directory, VariantNames.LabelsFileName(settings));

    /// <summary>The provenance of all variants.</summary>
    public string Provenance => Path.Combine(Directory, VariantNames.ProvenanceFileName(settings));

    /// <summary>The generated class.</summary>
    public string Class => Path.Combine(Directory, settings.ClassName + ".g" + Extension);

    /// <summary>
    /// The class for design-time builds. It is a separate file, so that an IDE can neither interfere with a build nor cause a recompilation.
    /// </summary>
    public string DesignTimeClass => Path.Combine(Directory, settings.ClassName + ".design.g" + Extension);

    private string Extension => language == "VB" ? ".vb" : ".cs";
}
