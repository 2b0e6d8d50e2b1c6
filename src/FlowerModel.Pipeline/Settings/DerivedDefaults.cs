using FlowerModel.Networks;

namespace FlowerModel.Pipeline.Settings;

/// <summary>Defaults that depend on other settings. All other defaults are those of <see cref="ModelSettings"/>.</summary>
internal static class DerivedDefaults
{
    /// <summary><c>embedded</c> where a base of that width and image size comes with the trainer, else <c>imagenet</c>.</summary>
    public static string BaseWeights(NetworkDescription network, double alpha, int imageSize) =>
        EmbeddedBase.IsDefaultFor(network, alpha, imageSize) ? EmbeddedBase.Name : OfficialWeights.Name;

    /// <summary>The network's own layer; the first one from scratch, where a frozen random layer would be useless.</summary>
    public static string FineTuneFrom(NetworkDescription network, bool fromScratch) => fromScratch ? "0" : network.FineTuneFrom;

    /// <summary>
    /// The tutorial's learning rate for its own head. A linear head has less to lose and gains from ten times as much (docs/results.md); from scratch
    /// it takes Adam's usual rate.
    /// </summary>
    public static double FineTuneLearningRate(HeadKind head, bool fromScratch) => (fromScratch, head) switch
    {
        (true, _) => 1e-3,
        (_, HeadKind.Linear) => 1e-4,
        _ => 1e-5,
    };

    /// <summary>Moving statistics from scratch, since random ones are of no use; else fixed ones.</summary>
    public static BatchNormMode FineTuneBatchNorm(bool fromScratch) => fromScratch ? BatchNormMode.Training : BatchNormMode.Inference;
}
