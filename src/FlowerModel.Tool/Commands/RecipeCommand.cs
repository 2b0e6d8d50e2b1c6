using System.CommandLine;
using FlowerModel.Tool.Recipes;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Commands;

/// <summary><c>flowermodel recipe</c>: shows the training settings of the recipes.</summary>
internal static class RecipeCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var json = CommonOptions.Json();
        var images = new Option<int?>("--images")
        {
            Description = "Number of training images, which the number of epochs and the batch size depend on.",
            HelpName = "N",
        };
        images.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1) result.AddError("--images must be 1 or greater.");
        });
        return new Command("recipe", "Shows the training settings of the recipes that a project can choose.") { images, json }
            .WithAction((parsed, output, _) => Write(RecipeReport.Create(parsed.GetValue(images)), parsed.GetValue(json), output));
    }

    private static void Write(RecipeReport report, bool isJson, ToolOutput output)
    {
        if (isJson) output.WriteJson(report);
        else RecipePrinter.Print(report, output);
    }
}
