using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Build.Tasks.Items;

/// <summary>Where the files of one model lie below the project's intermediate folder.</summary>
/// <param name="stateRoot">Full path of the folder that has one sub-folder a model.</param>
/// <param name="settings">The model's settings.</param>
internal sealed class ModelFiles(string stateRoot, ModelSettings settings)
{
    /// <summary>The model's folder.</summary>
    public string Directory => Path.Combine(stateRoot, settings.Name);

    /// <summary>The .tflite of a variant.</summary>
    public string Model(NumberFormat variant) => Path.Combine(Directory, VariantNames.FileName(settings, variant));

    /// <summary>The class names, one a line.</summary>
    public string Labels => Path.Combine(Directory, VariantNames.LabelsFileName(settings));

    /// <summary>The generated class.</summary>
    public string Class => Path.Combine(Directory, settings.ClassName + ".g.cs");

    /// <summary>
    /// The class as design-time builds see it. It is a file of its own: an IDE at work can then neither disturb a build nor make the
    /// compiler run again.
    /// </summary>
    public string DesignTimeClass => Path.Combine(Directory, settings.ClassName + ".design.g.cs");
}
