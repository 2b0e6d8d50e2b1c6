using FlowerModel.Build.Tasks.Embedding;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Build.Tasks.Items;

/// <summary>Checks beyond a single item's values: collisions between models, and rules that need the generated class.</summary>
internal static class ModelChecks
{
    /// <summary>Returns all errors of a project's models except those in the values of a single item.</summary>
    public static IEnumerable<Diagnostic> Check(IReadOnlyList<ModelSettings> models, string projectFile) => models
        .SelectMany(model => CheckOne(model, projectFile))
        .Concat(Duplicates(models, "name", model => [model.Name], "Include", StringComparer.OrdinalIgnoreCase, projectFile))
        .Concat(Duplicates(models, "class", model => [FullClassName(model)], "ClassName", StringComparer.OrdinalIgnoreCase, projectFile))
        .Concat(Duplicates(models, "resource", Resources, "LogicalName", StringComparer.Ordinal, projectFile))
        .Concat(Duplicates([.. OneOfEachName(models)], "file in the output folder", CopiedFiles, "Include", StringComparer.OrdinalIgnoreCase, projectFile));

    /// <summary>
    /// Returns the models for which a class can be generated, even if they have other errors. Of several models with the same class, only the
    /// first is returned.
    /// </summary>
    public static IEnumerable<ModelSettings> WithUsableClass(IEnumerable<ModelSettings> models) => models
        .Where(model => IsFileName(model.Name) && CSharpName.IsIdentifier(model.ClassName) && !ModelClass.ReservedNames.Contains(model.ClassName))
        .Where(model => model.Namespace.Length == 0 || CSharpName.IsNamespace(model.Namespace))
        .GroupBy(FullClassName, StringComparer.OrdinalIgnoreCase)
        .Select(group => group.First());

    private static IEnumerable<Diagnostic> CheckOne(ModelSettings model, string projectFile)
    {
        if (!SemanticVersion.IsValid(model.Version))
        {
            yield return Diagnostic.Error(
                Codes.InvalidValue,
                $"Version=\"{model.Version}\" of FlowerModel '{model.Name}' is not a semantic version. Use three numbers, for example 1.0.0 or 2.1.0-beta.1.",
                projectFile);
        }

        // The name is used as a folder and a file name.
        if (!IsFileName(model.Name))
        {
            yield return Diagnostic.Error(
                Codes.InvalidValue,
                $"Include=\"{model.Name}\" is not a valid FlowerModel name, because files are named after it. Use only letters, digits, '_', '-' and '.'.",
                projectFile);
        }

        if (ModelClass.ReservedNames.Contains(model.ClassName))
        {
            yield return Diagnostic.Error(
                Codes.InvalidClassName,
                $"The generated class of FlowerModel '{model.Name}' cannot be named '{model.ClassName}', because it has a member with that name. "
                + $"Set another ClassName, for example ClassName=\"{model.ClassName}Model\".",
                projectFile);
        }
    }

    private static IEnumerable<Diagnostic> Duplicates(
        IReadOnlyList<ModelSettings> models,
        string what,
        Func<ModelSettings, IEnumerable<string>> values,
        string metadatum,
        StringComparer comparer,
        string projectFile) => models
        .SelectMany(values)
        .GroupBy(value => value, comparer)
        .Where(group => group.Count() > 1)
        .Select(group => Diagnostic.Error(
            Codes.DuplicateModel,
            $"{group.Count()} FlowerModel items have the same {what} '{group.Key}'. Give each its own {metadatum}.",
            projectFile));

    // Two models with the same name are reported once, not for every file. The remaining case is the int8 variant of Flowers and a model named
    // Flowers.int8.
    private static IEnumerable<ModelSettings> OneOfEachName(IEnumerable<ModelSettings> models) =>
        models.GroupBy(model => model.Name, StringComparer.OrdinalIgnoreCase).Select(group => group.First());

    private static IEnumerable<string> Resources(ModelSettings model) => model.Embedded.Select(variant => VariantNames.ResourceName(model, variant));

    private static IEnumerable<string> CopiedFiles(ModelSettings model) =>
        model.CopyToOutputDirectory == OutputCopy.Never ? [] : model.Quantization.Select(variant => VariantNames.FileName(model, variant))
            .Concat(model.Exported.Select(variant => VariantNames.OnnxFileName(model, variant)));

    private static bool IsFileName(string name) =>
        name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.' or ' ') && name[0] is not ('.' or ' ') && name[name.Length - 1] != '.';

    private static string FullClassName(ModelSettings model) => model.Namespace.Length == 0 ? model.ClassName : model.Namespace + "." + model.ClassName;
}
