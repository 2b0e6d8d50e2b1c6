using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Recipes;

/// <summary>Prints the recipes side by side.</summary>
internal static class RecipePrinter
{
    private const string ByImages = "by images";

    /// <summary>Prints the report.</summary>
    public static void Print(RecipeReport report, ToolOutput output)
    {
        var names = report.Recipes.Select(recipe => recipe.Effort is null ? recipe.Recipe : $"{recipe.Recipe}, {recipe.Effort}");
        var table = Tables.Create(["metadatum", .. names]);
        foreach (var name in report.Recipes[0].Settings.Keys)
            table.Add([name, .. report.Recipes.Select(recipe => recipe.Settings[name] ?? ByImages)]);
        output.Write(report.TrainingImages is { } images ? FormattableString.Invariant($"Recipes for {images} training images") : "Recipes", table);
    }
}
