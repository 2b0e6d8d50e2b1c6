using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Sources;

/// <summary>The weights that a model's base starts with: what stands for them in keys, and how the trainer gets them.</summary>
internal abstract class BaseWeights
{
    /// <summary>What stands for the weights in settings and keys: the SHA-256 of their file, or <c>random:SEED</c>.</summary>
    public abstract string Identity { get; }

    /// <summary>Adds to a request where the weights lie; called only when the trainer is started, since they may have to be fetched.</summary>
    public abstract TrainerRequest AddTo(TrainerRequest request);
}
