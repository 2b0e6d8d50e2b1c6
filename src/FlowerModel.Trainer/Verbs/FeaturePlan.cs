using FlowerModel.Networks;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Verbs;

/// <summary>
/// What is stored for the images of a subset: the views that training looks at only for training images, the plain image for all others.
/// </summary>
/// <param name="Network">Width and image size of the base.</param>
/// <param name="Options">Views, taps, format.</param>
internal sealed record FeaturePlan(SizedNetwork Network, ExtractionOptions Options)
{
    /// <summary>Identifies the plan among those of the same settings.</summary>
    public string Key => FormattableString.Invariant($"{Options.Views} {Options.Format} {string.Join(' ', Options.Taps.Select(tap => tap.Name))}");

    /// <summary>Returns all plans for the images of a subset.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="subset">The subset.</param>
    public static IReadOnlyList<FeaturePlan> Of(FeatureSettings settings, Subset subset)
    {
        var head = ForHead(settings, subset);
        if (settings.FineTuneFrom is null) return [head];
        var fineTuning = ForFineTuning(settings, subset);
        return IsAugmented(settings, subset)
            ? [head, fineTuning]
            : [head with { Options = head.Options with { Taps = [.. head.Options.Taps, .. fineTuning.Options.Taps] } }];
    }

    /// <summary>
    /// Returns the plan for training the head. Where fine-tuning follows, it looks at the plain images only: it is where fine-tuning starts.
    /// </summary>
    /// <param name="settings">The settings.</param>
    /// <param name="subset">The subset.</param>
    public static FeaturePlan ForHead(FeatureSettings settings, Subset subset)
    {
        var network = BaseNetwork.Of(settings.Base);
        var views = settings.FineTuneFrom is null && subset == Subset.Train ? settings.Views : 1;
        return new FeaturePlan(network, OptionsOf(settings, HeadOptions.TapOf(settings.Head, network.Network), views));
    }

    /// <summary>Returns the plan for fine-tuning.</summary>
    /// <param name="settings">The settings, with a layer to fine-tune from.</param>
    /// <param name="subset">The subset.</param>
    public static FeaturePlan ForFineTuning(FeatureSettings settings, Subset subset)
    {
        var network = BaseNetwork.Of(settings.Base);
        var tap = Tap.Before(network.Network, settings.FineTuneFrom!);
        if (!IsAugmented(settings, subset)) return new FeaturePlan(network, OptionsOf(settings, tap, views: 1));
        return new FeaturePlan(network, OptionsOf(settings, tap, settings.Views) with { Format = ActivationFormat.EightBit });
    }

    private static bool IsAugmented(FeatureSettings settings, Subset subset) => subset == Subset.Train && settings.Views > 1;

    private static ExtractionOptions OptionsOf(FeatureSettings settings, Tap tap, int views) => new()
    {
        BaseId = BaseNetwork.IdOf(settings.Base),
        Taps = [tap],
        Views = views,
        ViewSeed = (ulong)(settings.ViewSeed ?? 0),
    };
}
