using FlowerModel.Pipeline.Settings;
using FlowerModel.Tool.Tests.Support;

namespace FlowerModel.Tool.Tests.Recipes;

public sealed class RecipeTests
{
    [Fact]
    public void Every_recipe_is_shown_with_the_values_of_a_project_that_chooses_it()
    {
        var report = Command.Run("recipe", "--json").Json;
        Documented.Check(report);
        var recipes = report["recipes"]!.AsArray();
        Assert.Equal(["quick", "default", "thorough", null], recipes.Select(recipe => (string?)recipe!["effort"]));
        Assert.Equal("tutorial", (string?)recipes[3]!["recipe"]);
        Assert.Equal(("conv", "5"), ((string?)recipes[3]!["settings"]!["Head"], (string?)recipes[3]!["settings"]!["FineTuneEpochs"]));
        Assert.Equal("0", (string?)recipes[0]!["settings"]!["FineTuneEpochs"]);
        Assert.Null((string?)recipes[1]!["settings"]!["FineTuneEpochs"]);
    }

    [Fact]
    public void With_a_number_of_images_the_values_are_those_of_a_training_on_them()
    {
        var report = Command.Run("recipe", "--images", "6400", "--json").Json;
        Assert.Equal(6400, (int)report["trainingImages"]!);
        Assert.Equal("6", (string?)report["recipes"]![1]!["settings"]!["FineTuneEpochs"]);
        Assert.Equal("12", (string?)report["recipes"]![2]!["settings"]!["FineTuneEpochs"]);
        Assert.Matches(@"FineTuneEpochs +0 +6 +12 +5", Command.Run("recipe", "--images", "6400").Output);
    }

    [Fact]
    public void A_project_can_choose_every_setting_of_a_recipe()
    {
        var settings = Command.Run("recipe", "--json").Json["recipes"]![1]!["settings"]!.AsObject().Select(setting => setting.Key);
        Assert.All(settings, name => Assert.NotNull(typeof(ModelSettings).GetProperty(name)));
    }

    [Fact]
    public void A_number_of_images_below_one_is_refused() => Assert.Equal(1, Command.Run("recipe", "--images", "0").ExitCode);
}
