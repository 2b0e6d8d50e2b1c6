using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Provenance;

/// <summary>A model's settings as the external parameters of its provenance.</summary>
internal static class ModelParameters
{
    /// <summary>Returns the metadata of the item by name, sorted, without those that have no value.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="projectDirectory">Full path of the project's folder.</param>
    public static ExternalParameters Of(ModelSettings settings, string projectDirectory)
    {
        var item = new SortedDictionary<string, object>(StringComparer.Ordinal) { ["Include"] = settings.Name };
        foreach (var property in typeof(ModelSettings).GetProperties())
        {
            // Settings without a setter follow from the others.
            if (property.CanWrite && property.Name != nameof(ModelSettings.Name) && property.GetValue(settings) is { } value) item[property.Name] = value;
        }

        item[nameof(ModelSettings.Dataset)] = DatasetPaths.Join(
            DatasetPaths.Split(settings.Dataset).Select(path => PortablePath(path, projectDirectory)));
        item[nameof(ModelSettings.BaseWeights)] = PortablePath(settings.BaseWeights, projectDirectory);
        if (settings.Baseline is { } baseline) item[nameof(ModelSettings.Baseline)] = PortablePath(baseline, projectDirectory);
        return new ExternalParameters(item);
    }

    /// <summary>
    /// Returns a path that does not depend on the machine: relative to the project as it is, below the project relative to it, otherwise only the
    /// last name. URLs and keywords stay as they are.
    /// </summary>
    public static string PortablePath(string path, string projectDirectory)
    {
        if (WebUrl.IsUrl(path)) return path;
        var forward = Forward(path);
        if (!Path.IsPathRooted(path)) return forward;
        var project = Forward(projectDirectory).TrimEnd('/') + "/";
        return forward.StartsWith(project, StringComparison.Ordinal) ? forward.Substring(project.Length) : Path.GetFileName(forward.TrimEnd('/'));
    }

    private static string Forward(string path) => path.Replace(Path.DirectorySeparatorChar, '/');
}
