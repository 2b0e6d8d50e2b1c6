using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Tool.Recipes;

/// <summary>The JSON of <c>flowermodel recipe</c>; docs/command-line.md lists its fields.</summary>
/// <param name="TrainingImages">Number of training images that the values are for; null: values that depend on it are null.</param>
/// <param name="Recipes">The recipes.</param>
internal sealed record RecipeReport(int? TrainingImages, IReadOnlyList<RecipeValues> Recipes)
{
    /// <summary>Version of the format.</summary>
    public int FormatVersion { get; } = 1;

    /// <summary>Creates the report.</summary>
    /// <param name="images">Number of training images, or null.</param>
    public static RecipeReport Create(int? images) => new(
        images,
        [
            .. Enum.GetValues<Effort>().Select(effort => RecipeValues.Of(RecipeName.Default, effort, images)),
            RecipeValues.Of(RecipeName.Tutorial, Effort.Default, images),
        ]);
}

/// <summary>The values of a recipe.</summary>
/// <param name="Recipe">The value of <c>Recipe</c>.</param>
/// <param name="Effort">The value of <c>Effort</c>; null for a recipe that does not depend on it.</param>
/// <param name="Settings">The values by metadatum, as in a project; null: it depends on the number of training images.</param>
internal sealed record RecipeValues(string Recipe, string? Effort, IReadOnlyDictionary<string, string?> Settings)
{
    /// <summary>Returns the values of a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="effort">The effort.</param>
    /// <param name="images">Number of training images, or null.</param>
    public static RecipeValues Of(RecipeName recipe, Effort effort, int? images)
    {
        var metadata = new Dictionary<string, string> { ["Dataset"] = ".", ["Recipe"] = ChoiceText.Name(recipe), ["Effort"] = ChoiceText.Name(effort) };
        var settings = ModelSettingsParser.Parse("Model", metadata).Settings;
        if (images is { } count)
        {
            settings = settings with
            {
                Epochs = settings.Epochs ?? TrainingLength.HeadEpochs(count, effort),
                BatchSize = settings.BatchSize ?? TrainingLength.BatchSize(count),
                FineTuneEpochs = settings.FineTuneEpochs ?? TrainingLength.FineTuneEpochs(count, effort),
                FineTuneShare = settings.FineTuneShare ?? TrainingLength.FineTuneShare(count),
            };
        }

        return new RecipeValues(
            metadata["Recipe"],
            recipe == RecipeName.Default ? metadata["Effort"] : null,
            typeof(Recipe).GetProperties().Where(property => property.SetMethod is not null).Select(property => property.Name)
                .ToDictionary(name => name, name => SettingText.Of(typeof(ModelSettings).GetProperty(name)!.GetValue(settings))));
    }
}
