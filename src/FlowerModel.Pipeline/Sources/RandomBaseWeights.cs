using System.Globalization;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Sources;

/// <summary>From scratch: the trainer draws the weights from a seed.</summary>
/// <param name="seed">The model's seed.</param>
internal sealed class RandomBaseWeights(int seed) : BaseWeights
{
    /// <summary>What every identity of random weights starts with; the seed follows in decimal.</summary>
    public const string Prefix = "random:";

    /// <inheritdoc/>
    public override string Identity => Prefix + seed.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override TrainerRequest AddTo(TrainerRequest request) => request;
}
