using FlowerModel.Networks;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Verbs;

namespace FlowerModel.Trainer.Tests.Verbs;

public class FeaturePlanTests
{
    private static readonly BaseSettings Base = new(NetworkCatalog.Default.Key, 1, 224, new string('a', 64));

    [Fact]
    public void Only_training_images_have_views_and_the_default_recipe_keeps_no_more_than_100_KB_per_image()
    {
        var settings = new FeatureSettings(Base, HeadKind.Linear, "100", Recipe.Default.Views, 1);
        Assert.Equal(
            [(1, ActivationFormat.Float32, "out_relu_pooled"), (Recipe.Default.Views, ActivationFormat.EightBit, "block_10_project_BN")], Plans(settings, Subset.Train));
        Assert.Equal([(1, ActivationFormat.Float32, "out_relu_pooled block_10_project_BN")], Plans(settings, Subset.Validation));
        Assert.All(Enum.GetValues<Subset>(), subset => Assert.InRange(Bytes(settings, subset), 1, 100_000));
    }

    [Fact]
    public void Without_views_every_image_goes_through_the_base_once()
    {
        var settings = new FeatureSettings(Base, HeadKind.Conv, "100", 1, null);
        Assert.Equal([(1, ActivationFormat.Float32, "out_relu block_10_project_BN")], Plans(settings, Subset.Train));
        Assert.Equal(FeaturePlan.Of(settings, Subset.Train).Single().Key, FeaturePlan.Of(settings, Subset.Validation).Single().Key);
    }

    [Fact]
    public void Without_fine_tuning_the_head_is_trained_on_the_views()
    {
        var settings = new FeatureSettings(Base, HeadKind.Linear, null, 3, 1);
        Assert.Equal([(3, ActivationFormat.Float32, "out_relu_pooled")], Plans(settings, Subset.Train));
        Assert.Equal([(1, ActivationFormat.Float32, "out_relu_pooled")], Plans(settings, Subset.Validation));
    }

    private static IEnumerable<(int Views, ActivationFormat Format, string Taps)> Plans(FeatureSettings settings, Subset subset) =>
        FeaturePlan.Of(settings, subset).Select(plan => (plan.Options.Views, plan.Options.Format, string.Join(' ', plan.Options.Taps.Select(tap => tap.Name))));

    private static int Bytes(FeatureSettings settings, Subset subset) => FeaturePlan.Of(settings, subset).Sum(plan =>
        plan.Options.Views * plan.Options.Taps.Sum(tap => FeatureStore.FileLength(plan.Options.Format, tap.Shape(plan.Network))));
}
