using System.Globalization;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Sources;

/// <summary>Random weights for training from scratch; the trainer draws them from a seed.</summary>
/// <param name="seed">The model's seed.</param>
internal sealed class RandomBaseWeights(int seed) : BaseWeights
{
    /// <summary>The prefix of the identity of random weights; the decimal seed follows.</summary>
    public const string Prefix = "random:";

    /// <inheritdoc/>
    public override string Identity => Prefix + seed.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override TrainerRequest AddTo(TrainerRequest request) => request;
}
