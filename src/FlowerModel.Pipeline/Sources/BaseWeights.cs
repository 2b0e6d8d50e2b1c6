using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Sources;

/// <summary>The initial weights of a model's base: their identity in keys, and how the trainer gets them.</summary>
internal abstract class BaseWeights
{
    /// <summary>The identity of the weights in settings and keys: the SHA-256 of their file, or <c>random:SEED</c>.</summary>
    public abstract string Identity { get; }

    /// <summary>Adds the location of the weights to a request; called only when the trainer is started, because they may have to be downloaded.</summary>
    public abstract TrainerRequest AddTo(TrainerRequest request);
}
